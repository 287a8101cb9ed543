"""Analyse a video: choose, watch the progress, see the result."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.progress_section import show_progress
from ui.proposal_section import show_proposal
from ui.result_section import show_result
from ui.setup_section import show_setup
from ui.workbench import Workbench


def show_page() -> None:
    """Show what the visit has come to."""
    if "workbench" not in st.session_state:
        context = get_script_run_ctx()
        st.session_state.workbench = Workbench(context.session_id if context else "")
    workbench: Workbench = st.session_state.workbench
    if workbench.progress is not None:
        st.title("Analysing the video", anchor=False)
        show_progress(workbench)
    elif workbench.unnamed is not None:
        show_proposal(workbench, workbench.unnamed)
    elif workbench.result is not None:
        show_result(workbench, workbench.result)
    else:
        show_setup(workbench)


show_page()

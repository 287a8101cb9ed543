"""Analyse a video: choose, watch the progress, see the result."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.progress_view import progress_text
from ui.proposal_section import show_proposal
from ui.result_section import show_result
from ui.setup_section import show_setup
from ui.workbench import Workbench

POLL_S = 0.5


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


@st.fragment(run_every=POLL_S)
def show_progress(workbench: Workbench) -> None:
    """The bar, asked again twice a second; the page moves on when the analysis has ended."""
    progress = workbench.progress
    if progress is None or workbench.collect():
        st.rerun()
    with st.container(border=True, key="progress"):
        st.markdown(f"**{workbench.running_title}**")
        st.progress(progress.share, text=progress_text(progress))
        st.caption("The result appears here by itself. You can cancel at any time.")
        st.button("Cancel", on_click=workbench.cancel)


show_page()

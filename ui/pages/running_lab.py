"""Running lab: one to three videos of a run, the progress, the result."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.progress_section import show_progress
from ui.running_bench import RunningBench
from ui.running_result_section import show_run
from ui.running_setup_section import show_setup


def show_page() -> None:
    """Show what the visit has come to."""
    if "running_bench" not in st.session_state:
        context = get_script_run_ctx()
        st.session_state.running_bench = RunningBench(context.session_id if context else "")
    bench: RunningBench = st.session_state.running_bench
    if bench.progress is not None:
        st.title("Analysing the run", anchor=False)
        show_progress(bench)
    elif bench.run is not None:
        show_run(bench, bench.run)
    else:
        show_setup(bench)


show_page()

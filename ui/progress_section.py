"""The sign of life of an analysis, and the way to end it."""

from typing import Protocol

import streamlit as st

from analysis.jobs import Progress
from ui.progress_view import progress_text

POLL_S = 0.5


class Work(Protocol):
    """What is under way: a video of an exercise, or a run."""

    @property
    def progress(self) -> Progress | None:
        """How far it is; None when nothing is under way."""

    @property
    def running_title(self) -> str:
        """What it is called."""

    def collect(self) -> bool:
        """Take what has ended; True when something had."""

    def cancel(self) -> None:
        """End it."""


@st.fragment(run_every=POLL_S)
def show_progress(work: Work) -> None:
    """The bar, asked again twice a second; the page moves on when the analysis has ended."""
    progress = work.progress
    if progress is None or work.collect():
        st.rerun()
    with st.container(border=True, key="progress"):
        st.markdown(f"**{work.running_title}**")
        st.progress(progress.share, text=progress_text(progress))
        st.caption("The result appears here by itself. You can cancel at any time.")
        st.button("Cancel", on_click=work.cancel)

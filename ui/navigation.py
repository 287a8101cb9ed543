"""Which pages there are, for whom."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from records import Role
from ui.account import View, current_role, current_view, look_as
from ui.settings import Settings

PAGES = Path(__file__).resolve().parent / "pages"
VIEW_WORDS = {
    View.CLINICIAN: "Clinician's view of this machine.",
    View.DEMO_RUNNER: "Demo: a made-up runner. Nothing here is about you.",
    View.DEMO_CLINICIAN: "Demo: a made-up clinician with a made-up runner.",
}


def pages_for(settings: Settings) -> list[StreamlitPage]:
    """The pages of a patient or of a clinician; without clinic mode a video comes first."""
    role = current_role(settings)
    analyse = _page("analyse_video", "Analyse a video", default=not settings.clinic)
    running = _page("running_lab", "Running lab")
    if role is Role.CLINICIAN:
        people = _page("people", "People", default=settings.clinic)
        return [people, _page("person", "Person"), analyse, running, _page("my_data", "Data")]
    today = _page("today", "Today", default=settings.clinic)
    train = _page("train", "Train with the camera")
    progress = _page("progress", "Progress")
    return [analyse, train, running, today, progress, _page("my_data", "My data")]


def show_view_banner(settings: Settings) -> None:
    """Says through whose eyes a single user looks, when it is not their own."""
    view = current_view()
    if settings.clinic or view is View.ME:
        return
    with st.container(key="view-banner", horizontal=True, vertical_alignment="center"):
        st.markdown(VIEW_WORDS[view], width="stretch")
        st.button("Back to me", key="back-to-me", on_click=look_as, args=(View.ME,))


def _page(name: str, title: str, *, default: bool = False) -> StreamlitPage:
    return st.Page(PAGES / f"{name}.py", title=title, default=default)

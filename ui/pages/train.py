"""Train with the camera: choose an exercise, do the set, look back."""

import streamlit as st

from ui.account import trains_in
from ui.live.component import show_live_coach
from ui.page_top import begin_at_top
from ui.train_choice import show_camera_setup, show_choice
from ui.train_result import show_result, show_symptoms
from ui.train_visit import Step, TrainVisit, current_visit


def show_page() -> None:
    """Show where the visit is."""
    visit = current_visit()
    if visit.folder is not None and visit.step is not Step.CHOOSE:
        begin_at_top(f"{visit.step} {visit.folder.set_id}")
    if visit.step is Step.LIVE:
        show_live(visit)
    elif visit.step is Step.SYMPTOMS:
        show_symptoms(visit)
    elif visit.step is Step.RESULT and visit.outcome is not None:
        show_result(visit, visit.outcome)
    else:
        show_choice(visit)


def show_live(visit: TrainVisit) -> None:
    """The set in front of the camera."""
    folder = visit.folder
    if folder is None or not visit.is_there():
        visit.leave("This set is no longer there. Choose an exercise to begin a new one.")
        st.rerun()
    trains_in(folder.set_id)
    exercise = folder.plan.exercise
    with st.container(horizontal=True, vertical_alignment="center", key="live-heading"):
        st.header(exercise.name, anchor=False, width="stretch")
        st.button("Back", type="tertiary", on_click=visit.leave)
    outcome = show_live_coach(visit.ticket(folder), begins=visit.announcement)
    show_camera_setup(exercise)
    if outcome.symptoms:
        visit.step = Step.SYMPTOMS
        st.rerun()
    if outcome.finished:
        visit.finish()
        st.rerun()


show_page()

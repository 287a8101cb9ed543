"""Which exercise is it? What was found is shown and asked about before anything is analysed."""

import streamlit as st

from analysis.recognition import candidate_text
from exercises.recognise import Candidate
from exercises.registry import find_exercise, load_exercises
from exercises.spec import Exercise
from kinematics.landmarks import Side
from ui.analysis_request import SIDE_WORDS, asks_side
from ui.pictures import show_movement, show_pose
from ui.workbench import Unnamed, Workbench

_OTHER = "proposal-other"


def show_proposal(workbench: Workbench, unnamed: Unnamed) -> None:
    """The proposal with yes and no; where it is not sure, the candidates to choose from."""
    st.title("Which exercise is it?", anchor=False)
    st.caption(unnamed.name)
    found = unnamed.recognition
    if found.sure is not None:
        _sure(workbench, found.sure)
        st.header("No, it is another one", anchor=False)
    elif found.candidates:
        st.info("That is not sure from this video. Is it one of these?")
        with st.container(horizontal=True, key="candidates", gap="medium"):
            for candidate in found.candidates:
                _candidate(workbench, candidate)
        st.header("It is another one", anchor=False)
    else:
        st.info("None of the exercises was recognised in this video. Please say which one it is.")
    _another(workbench)
    st.button("Do not analyse this video", type="tertiary", on_click=workbench.forget_unnamed)


def _sure(workbench: Workbench, best: Candidate) -> None:
    with st.container(border=True, key="proposal"):
        picture, words = st.columns([1, 2], gap="medium", vertical_alignment="center")
        with picture:
            show_movement(best.exercise.key, best.exercise.name)
        with words:
            st.markdown(f"This looks like **{candidate_text(best)}**.")
            st.caption(f"Confidence {100 * best.confidence:.0f} %. Is that right?")
            side = _side(best.exercise, best.side, "proposal-side")
            st.button(
                "Yes, analyse it",
                type="primary",
                key="proposal-yes",
                on_click=workbench.answer,
                args=(best.exercise.key, side),
            )


def _candidate(workbench: Workbench, candidate: Candidate) -> None:
    key = candidate.exercise.key
    with st.container(key=f"card-off-candidate-{key}", width=200, gap="xsmall"):
        show_pose(key)
        st.caption(candidate_text(candidate))
        st.button(
            candidate.exercise.name,
            key=f"candidate-{key}",
            width="stretch",
            on_click=workbench.answer,
            args=(key, candidate.side),
        )


def _another(workbench: Workbench) -> None:
    names = {key: exercise.name for key, exercise in load_exercises().items()}
    key = st.selectbox(
        "Exercise", list(names), index=None, format_func=names.__getitem__, key=_OTHER
    )
    if key is None:
        return
    side = _side(find_exercise(key), None, "other-side")
    st.button("Analyse it", key="other-yes", on_click=workbench.answer, args=(key, side))


def _side(exercise: Exercise, found: Side | None, key: str) -> Side | None:
    """The working leg as found, for the person to change."""
    if not asks_side(exercise):
        return None
    words = list(SIDE_WORDS)
    default = next(word for word, side in SIDE_WORDS.items() if side is found)
    said = st.segmented_control("Working leg", words, default=default, required=True, key=key)
    return SIDE_WORDS[said or default]

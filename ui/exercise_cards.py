"""Every exercise as a card, to choose one."""

import streamlit as st

from exercises.registry import find_exercise, load_exercises
from exercises.spec import Exercise
from ui.pictures import show_pose


def show_exercise_cards(kept_in: str, *, at_first: str, prefix: str = "") -> Exercise:
    """The chosen exercise, marked among the cards.

    kept_in   where the visit keeps the key of the choice · at_first  the key chosen at first
    prefix    of the names of the widgets, where two pages show cards
    """
    chosen = st.session_state.setdefault(kept_in, at_first)
    with st.container(horizontal=True, key=f"{prefix}cards", gap="small"):
        for key, exercise in load_exercises().items():
            mark = "on" if key == chosen else "off"
            with st.container(key=f"card-{mark}-{prefix}{key}", width=164, gap="xsmall"):
                show_pose(key)
                st.button(
                    exercise.name,
                    key=f"{prefix}choose-{key}",
                    type="primary" if key == chosen else "secondary",
                    width="stretch",
                    on_click=_choose,
                    args=(kept_in, key),
                )
    return find_exercise(chosen)


def _choose(kept_in: str, key: str) -> None:
    st.session_state[kept_in] = key

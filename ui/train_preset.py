"""From today's programme to the training page: what is set there when it opens."""

from dataclasses import dataclass

import streamlit as st

_KEY = "train-preset"


@dataclass(frozen=True, kw_only=True)
class TrainPreset:
    """One exercise of the programme. side: "left", "right" or "both"."""

    exercise: str
    side: str
    reps: int
    sets: int
    hold_s: float


def hold_key(exercise: str) -> str:
    """Where the seconds to hold are kept: each exercise has its own."""
    return f"train-hold-{exercise}"


def set_preset(preset: TrainPreset) -> None:
    """Remember what the training page shall show first."""
    st.session_state[_KEY] = preset


def take_preset() -> None:
    """Fill the choices of the training page, before they are drawn, once."""
    preset: TrainPreset | None = st.session_state.pop(_KEY, None)
    if preset is None:
        return
    st.session_state["train_exercise"] = preset.exercise
    st.session_state["train-reps"] = preset.reps
    st.session_state["train-sets"] = preset.sets
    st.session_state[hold_key(preset.exercise)] = float(preset.hold_s)
    if preset.side != "both":
        st.session_state["train-side"] = preset.side.capitalize()

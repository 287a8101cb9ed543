"""From today's programme to the training page: what is set there when it opens."""

from dataclasses import dataclass

import streamlit as st

from programme.dose import Prescription
from programme.stages import EXERCISE_KEYS, first_dose

_KEY = "train-preset"


@dataclass(frozen=True, kw_only=True)
class TrainPreset:
    """One exercise of the programme. side: "left", "right" or "both"."""

    exercise: str
    side: str
    reps: int
    sets: int
    hold_s: float


def dose_key(name: str, exercise: str) -> str:
    """Where "reps", "sets" or the seconds to "hold" are kept: each exercise has its own."""
    return f"train-{name}-{exercise}"


def usual_dose(exercise: str) -> Prescription:
    """What a programme starts the exercise with; a plain dose for one that no programme knows."""
    return first_dose(exercise) if exercise in EXERCISE_KEYS else Prescription(exercise=exercise)


def set_preset(preset: TrainPreset) -> None:
    """Remember what the training page shall show first."""
    st.session_state[_KEY] = preset


def take_preset() -> None:
    """Fill the choices of the training page, before they are drawn, once."""
    preset: TrainPreset | None = st.session_state.pop(_KEY, None)
    if preset is None:
        return
    st.session_state["train_exercise"] = preset.exercise
    dose = {"reps": preset.reps, "sets": preset.sets, "hold": float(preset.hold_s)}
    for name, value in dose.items():
        st.session_state[dose_key(name, preset.exercise)] = value
    if preset.side != "both":
        st.session_state["train-side"] = preset.side.capitalize()

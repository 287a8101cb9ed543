"""Before a set: which exercise, which side, how many, and where the camera goes."""

import time

import streamlit as st

from exercises.registry import load_exercises
from exercises.spec import Exercise, Sides
from kinematics.landmarks import Side
from programme.safety import LOCK_TEXT, SUPPORT_NEEDED, SUPPORT_TEXT
from ui.account import patient_account
from ui.analysis_request import asks_side
from ui.contact_card import show_contact
from ui.exercise_cards import show_exercise_cards
from ui.instruction_card import show_card
from ui.live.assets import missing_sentence
from ui.live.plan import HOLD_MAX_S, REPS_MAX, SetPlan
from ui.live.store import SetFolder
from ui.pictures import show_camera
from ui.safety_section import locked_for, may_train
from ui.train_preset import dose_key, take_preset, usual_dose
from ui.train_visit import TrainVisit

_EXERCISE = "train_exercise"
SIDES = {"Left": Side.LEFT, "Right": Side.RIGHT}
IN_TURN = "In turn"
REST_S = 60
"""Default of the measurement specification B.0.5: 60-90 s rest."""


def show_choice(visit: TrainVisit) -> None:
    """Ask for everything a set needs."""
    take_preset()
    st.title("Train with the camera")
    st.markdown(
        "Do an exercise in front of your camera. The coach counts, watches your form and tells you "
        "one thing at a time. **The picture never leaves this device.**"
    )
    if visit.message:
        st.info(visit.message)
    if (missing := missing_sentence()) is not None:
        st.error(missing)
        return
    account = patient_account()
    if not may_train(account):
        return
    if (unfinished := visit.unfinished()) is not None:
        _offer(visit, unfinished)
    st.header("1 · Your exercise", anchor=False)
    first = next(iter(load_exercises()))
    exercise = show_exercise_cards(_EXERCISE, at_first=first, prefix="train-")
    _details(exercise)
    if exercise.key in locked_for(account):
        st.warning(LOCK_TEXT)
        show_contact()
        return
    st.header("2 · Your set", anchor=False)
    _order(visit, exercise)


def _details(exercise: Exercise) -> None:
    """What the exercise is and where the camera goes."""
    with st.container(border=True, key="train-details"):
        show_card(exercise)
    show_camera_setup(exercise)


@st.fragment
def _order(visit: TrainVisit, exercise: Exercise) -> None:
    """The plan of the set; a change here does not send the whole page again."""
    side = chosen = None
    if asks_side(exercise):
        in_turn = [IN_TURN] if exercise.sides is Sides.EITHER else []
        chosen = st.segmented_control("Which leg works?", [*SIDES, *in_turn], key="train-side")
        side = SIDES.get(chosen or "")
    reps_column, hold_column, sets_column, rest_column = st.columns(4)
    usual = usual_dose(exercise.key)
    defaults = {"reps": usual.reps, "sets": usual.sets, "hold": exercise.rep.hold_target_s}
    keys = {name: dose_key(name, exercise.key) for name in defaults}
    for name, value in defaults.items():
        st.session_state.setdefault(keys[name], value)
    reps = reps_column.number_input("Repetitions", 1, REPS_MAX, key=keys["reps"])
    hold_s = hold_column.number_input(
        "Hold in seconds", 0.0, float(HOLD_MAX_S), step=1.0, format="%g", key=keys["hold"]
    )
    sets = sets_column.number_input("Sets", 1, 6, key=keys["sets"])
    rest = rest_column.number_input("Rest in seconds", 10, 300, REST_S, 10, key="train-rest")
    pain = st.slider("Pain right now (0 none, 10 worst)", 0, 10, 0, key="train-pain-before")
    supported = exercise.key not in SUPPORT_NEEDED or st.checkbox(SUPPORT_TEXT)
    asked = chosen is not None or not asks_side(exercise)
    label = "Set up the camera" if asked else "Choose the working leg first"
    if st.button(label, type="primary", disabled=not (asked and supported), key="train-begin"):
        plan = SetPlan(
            exercise_key=exercise.key,
            side=side,
            reps=int(reps),
            hold_s=float(hold_s),
            set_count=int(sets),
            rest_s=int(rest),
            pain_before=pain,
        )
        visit.begin(plan)
        st.rerun()


def _offer(visit: TrainVisit, folder: SetFolder) -> None:
    """A set that was broken off, or never saved."""
    state, over = folder.read_state(), folder.over
    name = folder.plan.exercise.name
    minutes = max(1, round((time.time() - (folder.path / "stream.bin").stat().st_mtime) / 60))
    with st.container(border=True, key="train-unfinished"):
        ending = "finished but not saved" if over else "not finished"
        st.markdown(
            f"**{name}: a set with {state.rep_count} repetitions was {ending}** "
            f"({minutes} min ago). Nothing is lost."
        )
        with st.container(horizontal=True):
            if not over and st.button("Go on with it", type="primary"):
                visit.go_on(folder)
                st.rerun()
            if st.button("See the result"):
                visit.go_on(folder)
                visit.conclude()
                st.rerun()
            if st.button("Discard it", type="tertiary"):
                folder.discard()
                st.rerun()


def show_camera_setup(exercise: Exercise) -> None:
    """Where the camera goes, drawn and in words."""
    presets = exercise.camera.preset.split(" or ")
    with st.container(border=True, key="camera-setup", horizontal=True, gap="medium"):
        for preset in presets:
            with st.container(width=300):
                show_camera(preset)
        with st.container(width="stretch"):
            st.markdown(f"**Where the camera goes.** {exercise.camera.text}")
            st.markdown(f"**To be seen all the time.** {visible_text(exercise)}")
            st.markdown(f"**What the camera check asks for.**\n{start_markdown(exercise)}")
            st.caption("Nobody else in the picture, light from the front, the floor clear.")


def visible_text(exercise: Exercise) -> str:
    """The parts of the body that the camera check and every count ask for."""
    parts = ", ".join(f"{part}s" for part in exercise.camera.parts)
    return f"{parts.capitalize()} and feet, of the near side at least."


def start_markdown(exercise: Exercise) -> str:
    """The start position as a list; the camera check says what is missing in the same words."""
    advices = dict.fromkeys(r.advice for r in exercise.start.requirements)
    return "\n".join(f"- {advice}" for advice in advices)

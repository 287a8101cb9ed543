"""The exercises of today, each with one button; and how a programme begins."""

from collections.abc import Sequence

import streamlit as st

from programme.dose import EFFORT_TEXT, Programme
from programme.safety import LOCK_TEXT, STOP_TEXTS
from programme.stages import STAGES, compose, entry_stage
from programme.symptoms import SymptomEntry
from records.types import TrainingSet
from ui.account import Account
from ui.clock import day_of, now, visitor_zone
from ui.contact_card import show_contact
from ui.eased_question import ask_eased
from ui.exercise_names import exercise_name
from ui.pictures import show_pose
from ui.review import RULES
from ui.saving import ManualReport, save_manual_sets
from ui.today_view import SIDES, TodayItem, next_day_text, programme_lines, today_items
from ui.train_preset import TrainPreset, set_preset

TRAIN = "pages/train.py"
TOO_MUCH = (
    "This is too much pain to begin with exercises on your own. Please see a clinician first; "
    "you can come back here at any time."
)
_TOLD = "manual-told"
_ANSWERED = "manual-answered"


def show_programme(
    account: Account, programme: Programme, sets: Sequence[TrainingSet], locked: frozenset[str]
) -> None:
    """What is to be done today."""
    zone = visitor_zone()
    today = day_of(now(), zone)
    items = today_items(programme, sets, locked, today=today, zone=zone)
    if (told := st.session_state.pop(_TOLD, None)) is not None:
        (st.warning if told else st.success)(told or "Noted as done without the camera.")
        if told:
            show_contact()
    if not items:
        st.info(next_day_text(programme, today))
    else:
        left = sum(not (item.finished or item.locked) for item in items)
        st.caption(f"{left} of {len(items)} exercises left. {EFFORT_TEXT}" if left else "All done.")
    for item in items:
        _card(account, item)
    if locked:
        show_contact()
    with st.expander("The whole programme"):
        st.markdown("\n".join(f"- {line}" for line in programme_lines(programme)))
    st.caption(f"Besides: {STAGES[programme.stage].besides}")


def _card(account: Account, item: TodayItem) -> None:
    key = f"{item.item.exercise}-{item.item.side.value}"
    mark = "done" if item.finished else "open"
    with (
        st.container(border=True, key=f"today-{mark}-{key}"),
        st.container(horizontal=True, vertical_alignment="center", gap="medium"),
    ):
        with st.container(width=96):
            show_pose(item.item.exercise)
        colour = "green" if item.finished else "gray"
        state = f" :{colour}-badge[{item.state}]" if item.state else ""
        st.markdown(f"**{item.name}**{state}  \n{item.dose}", width="stretch")
        if item.locked:
            st.caption(LOCK_TEXT)
            return
        if item.camera and st.button(
            item.start_label,
            key=f"start-{key}",
            type="secondary" if item.finished else "primary",
        ):
            set_preset(
                TrainPreset(
                    exercise=item.item.exercise,
                    side=item.side,
                    reps=item.item.reps,
                    sets=item.sets_left,
                    hold_s=item.item.hold_s,
                )
            )
            st.switch_page(TRAIN)
        answered = st.session_state.get(_ANSWERED, 0)  # a new key: the answered question closes
        with st.popover("Done without camera", type="tertiary", key=f"manual-{key}-{answered}"):
            _manual(account, item, key)


def _manual(account: Account, item: TodayItem, key: str) -> None:
    """What the person says they did; it stays marked as such."""
    with st.form(f"manual-form-{key}", border=False):
        per_side = " for each side" if len(SIDES[item.item.side]) > 1 else ""
        sets = st.number_input(f"Sets{per_side}", 1, 10, item.item.sets, key=f"manual-sets-{key}")
        reps = st.number_input(
            "Repetitions in a set", 1, 50, item.item.reps, key=f"manual-reps-{key}"
        )
        effort = st.slider("Effort (10 all you have)", 0, 10, 5, key=f"manual-effort-{key}")
        pain = st.slider("Most pain during it", 0, 10, 0, key=f"manual-pain-{key}")
        rise = st.slider("Leg: points more than before", 0, 10, 0, key=f"manual-rise-{key}")
        eased = ask_eased(f"manual-{key}")
        spread = st.checkbox(
            "New or spreading numbness, tingling or weakness, or it moved down the leg",
            key=f"manual-spread-{key}",
        )
        if not st.form_submit_button("Save"):
            return
    report = ManualReport(
        sets=int(sets), reps=int(reps), effort=effort, pain=pain, leg_rise=rise, eased=eased,
        spread=spread,
    )  # fmt: skip
    sides = SIDES[item.item.side]
    stop = save_manual_sets(
        account.records, account.actor, item.item, report, sides=sides, at=now()
    )
    st.session_state[_TOLD] = STOP_TEXTS[stop] if stop else ""
    st.session_state[_ANSWERED] = st.session_state.get(_ANSWERED, 0) + 1
    st.rerun()


def begin_programme(account: Account, entry: SymptomEntry) -> None:
    """For somebody without a programme: the stage that fits, to begin with."""
    st.header("Your first programme", anchor=False)
    night = st.checkbox("The pain wakes me at night, or is there at rest at night.", key="night")
    stable = not st.checkbox("It has become worse over the last week.", key="unstable")
    number = entry_stage(entry.worst or 0, night_pain=night, stable=stable)
    if number is None:
        st.warning(TOO_MUCH)
        show_contact()
        return
    stage = STAGES[number]
    with st.container(border=True, key="first-stage"):
        st.markdown(f"**Stage {stage.number}: {stage.name}.** For: {stage.meant_for}")
        lines = [f"- {exercise_name(item.exercise)}: {item.dose_text}" for item in stage.items]
        st.markdown("\n".join(lines))
        st.caption(
            "People with buttock-and-leg symptoms often discuss these exercises with their "
            "physio. Your clinician can change everything here."
        )
        if st.button("Begin with this", type="primary"):
            programme = compose(number, at=now(), author_id=RULES)
            account.records.save_programme(account.actor, account.id, programme)
            st.rerun()

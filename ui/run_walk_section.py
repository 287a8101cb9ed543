"""Run and walk in turn on the page of today, for those whose stage it is."""

import streamlit as st

from programme.dose import Programme
from programme.return_to_run import FROM_STAGE, RUN_STEPS, RUN_WALK
from programme.safety import LOCK_TEXT, STOP_TEXTS
from ui.account import Account
from ui.clock import day_of, day_text, now, visitor_zone
from ui.contact_card import show_contact
from ui.eased_question import ask_eased
from ui.review import load_history
from ui.run_walk import RunReport, RunState, run_state, save_run_walk

NO_SPEED = "At the pace that is comfortable. Look ahead, not at a screen, while you run."
HIGHER = "One step higher after two comfortable sessions of which you did everything."
_TOLD = "run-walk-told"
_ANSWERED = "run-walk-answered"


def show_run_walk(account: Account, programme: Programme, locked: frozenset[str]) -> None:
    """The session that is due, and how it was; nothing before the stage of running."""
    if programme.stage < FROM_STAGE:
        return
    records, actor, zone = account.records, account.actor, visitor_zone()
    today = day_of(now(), zone)
    done = records.list_sets(actor, account.id, exercise=RUN_WALK, with_reps=False)
    history = load_history(records, actor, account.id, zone=zone, now=now())
    state = run_state(done, history, today=today)
    st.header("Run and walk", anchor=False)
    if (told := st.session_state.pop(_TOLD, None)) is not None:
        (st.warning if told else st.success)(told or "Noted.")
        if told:
            show_contact()
    with st.container(border=True, key="run-walk"):
        if RUN_WALK in locked:
            st.caption(LOCK_TEXT)
            show_contact()
            return
        last = f" · last time {day_text(state.last_on, today)}" if state.last_on else ""
        st.markdown(f"**{state.text}**")
        st.caption(f"Step {state.step + 1} of {len(RUN_STEPS)}{last}. {NO_SPEED} {HIGHER}")
        answered = st.session_state.get(_ANSWERED, 0)  # a new key: the answered question closes
        with st.popover("I did it", key=f"run-walk-done-{answered}"):
            _ask(account, state)


def _ask(account: Account, state: RunState) -> None:
    with st.form("run-walk-form", border=False):
        whole = st.checkbox("I did all of it", value=True, key="run-walk-whole")
        effort = st.slider("Effort (10 all you have)", 0, 10, 5, key="run-walk-effort")
        pain = st.slider("Most pain during it", 0, 10, 0, key="run-walk-pain")
        rise = st.slider("Leg: points more than before", 0, 10, 0, key="run-walk-rise")
        eased = ask_eased("run-walk")
        spread = st.checkbox(
            "New or spreading numbness, tingling or weakness, or it moved down the leg",
            key="run-walk-spread",
        )
        if not st.form_submit_button("Save"):
            return
    report = RunReport(
        whole=whole, effort=effort, pain=pain, leg_rise=rise, eased=eased, spread=spread
    )
    stop = save_run_walk(account.records, account.actor, state.step, report, at=now())
    st.session_state[_TOLD] = STOP_TEXTS[stop] if stop else ""
    st.session_state[_ANSWERED] = st.session_state.get(_ANSWERED, 0) + 1
    st.rerun()

"""A missed day: why, asked once and without reproach (measurement specification C.6)."""

from datetime import timedelta

import streamlit as st

from programme.adherence import MissReason, missed_day
from programme.dose import Programme
from records.types import Miss, TrainingSet
from ui.account import Account
from ui.clock import day_of, day_text, now, visitor_zone
from ui.contact_card import show_contact
from ui.weeks_view import done_sets

REASON_WORDS = {
    MissReason.TIME: "No time",
    MissReason.PAIN: "Pain",
    MissReason.FORGOT: "Forgot",
    MissReason.BORING: "It is boring",
    MissReason.EQUIPMENT: "Something was missing",
}
ANSWERS = {
    MissReason.TIME: "Noted. One exercise is better than none.",
    MissReason.PAIN: "Noted. Say below how it feels now. If the pain keeps you from moving, talk "
    "to your clinician.",
    MissReason.FORGOT: "Noted. A fixed time of day helps many people.",
    MissReason.BORING: "Noted. Your clinician can change the exercises.",
    MissReason.EQUIPMENT: "Noted. Your clinician can choose exercises that need nothing.",
}
LOOK_BACK = timedelta(days=9)
_ANSWER = "missed-answer"


def show_missed(account: Account, programme: Programme, sets: list[TrainingSet]) -> None:
    """The question about the last planned day, when nothing was done on it."""
    if _ANSWER in st.session_state:
        _show_answer(st.session_state.pop(_ANSWER))
    records, zone = account.records, visitor_zone()
    today = day_of(now(), zone)
    asked = records.list_misses(account.actor, account.id, since=now() - LOOK_BACK)
    day = missed_day(
        programme, done_sets(sets, zone), today=today, asked={miss.on for miss in asked}
    )
    if day is None:
        return
    with st.container(border=True, key="missed"):
        st.markdown(f"**Nothing was done {day_text(day, today)}. What came in between?**")
        reasons = st.container(horizontal=True)
        for reason, words in REASON_WORDS.items():
            if reasons.button(words, key=f"missed-{reason.value}"):
                _keep(account, Miss(on=day, reason=reason))
        if reasons.button("Rather not say", key="missed-none", type="tertiary"):
            _keep(account, Miss(on=day, reason=None))


def _keep(account: Account, miss: Miss) -> None:
    account.records.save_miss(account.actor, account.id, miss)
    if miss.reason is not None:
        st.session_state[_ANSWER] = miss.reason
    st.rerun()


def _show_answer(reason: MissReason) -> None:
    st.info(ANSWERS[reason])
    if reason is MissReason.PAIN:
        show_contact()

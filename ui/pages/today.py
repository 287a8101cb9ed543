"""Today: is it safe, how does it feel, what is on the programme."""

from datetime import timedelta

import streamlit as st

from programme.progression import Change
from programme.symptoms import SymptomEntry, When
from ui.account import Account, patient_account
from ui.clock import day_of, now, visitor_zone
from ui.contact_card import show_contact
from ui.missed_section import show_missed
from ui.programme_section import begin_programme, show_programme
from ui.questionnaire_section import show_questionnaires
from ui.review import review
from ui.run_walk_section import show_run_walk
from ui.safety_section import locked_for, may_train
from ui.symptom_section import SAVED, ask_symptoms, saved_message
from ui.today_view import moment_now, morning_is_due

_REVIEWED = "reviewed-on"
_NEWS = "programme-news"


def show_page() -> None:
    """Safety first, then the morning, then the exercises."""
    account = patient_account()
    st.title("Today", anchor=False)
    if not may_train(account):
        return
    records, actor = account.records, account.actor
    zone = visitor_zone()
    today = day_of(now(), zone)
    sets = records.list_sets(actor, account.id, since=now() - timedelta(days=9))
    entries = records.list_symptoms(actor, account.id, since=now() - timedelta(days=14))
    last = entries[-1] if entries else None
    if (message := saved_message()) is not None:
        (st.success if message == SAVED else st.warning)(message)
        if message != SAVED:
            show_contact()
    asks_morning = morning_is_due(sets, entries, today=today, zone=zone)
    if asks_morning:
        _ask_morning(account, last)
    else:
        _review_once(account)
    _show_news()
    programmes = records.list_programmes(actor, account.id)
    if programmes:
        locked = locked_for(account)
        show_missed(account, programmes[-1], sets)
        show_programme(account, programmes[-1], sets, locked)
        show_run_walk(account, programmes[-1], locked)
    asked_today = last is not None and day_of(last.at, zone) == today
    title = "How does it feel now?" if asked_today or programmes else "First: how does it feel?"
    with st.expander(title, expanded=not (asked_today or asks_morning)):
        if ask_symptoms(account, last, moment_now(sets, today=today, zone=zone), key="now"):
            st.rerun()
    if not programmes and last is not None:
        begin_programme(account, last)
    if programmes:
        show_questionnaires(account, programmes[0].at)


def _ask_morning(account: Account, last: SymptomEntry | None) -> None:
    """The next-morning question after a day of training; then the rules decide."""
    with st.container(border=True, key="morning"):
        st.header("The morning after: how does it feel?", anchor=False)
        if ask_symptoms(account, last, When.MORNING, key="morning"):
            _review(account)
            st.rerun()


def _review_once(account: Account) -> None:
    """Let the rules decide once a day and visit."""
    today = day_of(now(), visitor_zone())
    if st.session_state.get(_REVIEWED) != (account.id, today):
        _review(account)
        st.session_state[_REVIEWED] = (account.id, today)


def _review(account: Account) -> None:
    made = review(account.records, account.actor, account.id, zone=visitor_zone(), now=now())
    if made:
        st.session_state[_NEWS] = made


def _show_news() -> None:
    """What the rules have changed, each in its sentence."""
    made: list[Change] = st.session_state.pop(_NEWS, [])
    for reason in dict.fromkeys(change.reason for change in made):
        st.info(reason)
    if any(change.see_clinician for change in made):
        show_contact()


show_page()

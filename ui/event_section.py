"""What happened outside the app: treatments, flares, races."""

from datetime import UTC, datetime, time

import streamlit as st

from records.types import Event
from ui.account import Account
from ui.clock import day_of, now, visitor_zone
from ui.event_view import KIND_NAMES, event_title

NOON = time(12)
SHOWN = 5
HANDS_ON = (
    "Some people choose hands-on care alongside exercise. This app cannot see or change joint "
    "position. Ask your clinician."
)


def show_events(account: Account, person_id: str) -> None:
    """The last events, newest first."""
    events = account.records.list_events(account.actor, person_id)
    for event in reversed(events[-SHOWN:]):
        st.text(event_title(event, visitor_zone()))


def show_event_form(account: Account, person_id: str) -> None:
    """Add one."""
    with st.expander("Add a treatment, a flare or a race"):
        st.caption(HANDS_ON)
        with st.form("event", border=False, clear_on_submit=True):
            kind = st.selectbox(
                "What", list(KIND_NAMES), format_func=KIND_NAMES.__getitem__, key="event-kind"
            )
            today = day_of(now(), visitor_zone())
            day = st.date_input("When", today, max_value=today, key="event-day")
            text = st.text_input("In a few words", max_chars=120, key="event-text")
            if st.form_submit_button("Add"):
                noon = datetime.combine(day, NOON, visitor_zone())
                at = min(noon.astimezone(UTC), now())
                event = Event(at=at, kind=kind, text=text.strip())
                account.records.save_event(account.actor, person_id, event)
                st.rerun()

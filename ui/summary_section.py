"""The one-page summary as a download."""

from datetime import timedelta

import streamlit as st

from ui.account import Account
from ui.clock import day_of, now, visitor_zone
from ui.summary_view import Summary, summarise, summary_html

WEEKS = 8


def show_summary_download(account: Account, person_id: str) -> None:
    """A page to print or to send, for a clinician."""
    st.download_button(
        "One-page summary for a clinician",
        lambda: summary_html(_summary(account, person_id)),
        "glute-coach-summary.html",
        "text/html",
        on_click="ignore",
        key="summary",
    )


def _summary(account: Account, person_id: str) -> Summary:
    records, actor = account.records, account.actor
    since = now() - timedelta(weeks=WEEKS)
    zone = visitor_zone()
    return summarise(
        person=records.find_person(actor, person_id),
        programmes=records.list_programmes(actor, person_id),
        sets=records.list_sets(actor, person_id, since=since),
        entries=records.list_symptoms(actor, person_id, since=since),
        screens=records.list_screens(actor, person_id),
        questionnaires=records.list_questionnaires(actor, person_id),
        changes=records.list_changes(actor, person_id),
        events=records.list_events(actor, person_id),
        zone=zone,
        today=day_of(now(), zone),
    )

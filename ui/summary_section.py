"""The one-page summary as a download."""

from datetime import timedelta
from functools import partial

import streamlit as st

from reports.running_report import Paper
from reports.summary_report import Summary, summary_pdf
from ui.account import Account
from ui.clock import day_of, now, visitor_zone
from ui.summary_view import summarise

WEEKS = 8
PAPERS: dict[Paper, str] = {"a4": "A4", "us-letter": "Letter"}


def show_summary_download(account: Account, person_id: str) -> None:
    """A page to print or to send, for a clinician; it is made when it is asked for."""
    with st.container(horizontal=True, key="summary"):
        for paper, words in PAPERS.items():
            st.download_button(
                f"One-page summary for a clinician ({words})",
                partial(_summary_pdf, account, person_id, paper),
                "glute-coach-summary.pdf",
                "application/pdf",
                on_click="ignore",
                key=f"summary-{paper}",
            )


def _summary_pdf(account: Account, person_id: str, paper: Paper) -> bytes:
    return summary_pdf(_summary(account, person_id), paper=paper)


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
        analyses=records.list_analyses(actor, person_id, since=since),
        events=records.list_events(actor, person_id),
        zone=zone,
        today=day_of(now(), zone),
    )

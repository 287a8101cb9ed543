"""One person, for a clinician: their weeks on one time axis, programme, before and after."""

import streamlit as st

from ui.account import clinician_account
from ui.adherence_section import show_adherence
from ui.attention_view import person_name
from ui.care_section import show_locks, show_notes, show_recent_changes
from ui.event_section import show_event_form, show_events
from ui.person_choice import chosen_person
from ui.programme_editor import show_editor
from ui.questionnaire_section import show_score_entry
from ui.summary_section import show_summary_download
from ui.timeline_section import show_before_after, show_timeline

PEOPLE = "pages/people.py"


def show_page() -> None:
    """Everything about one person."""
    account = clinician_account()
    person = chosen_person(account)
    if person is None:
        st.title("Person", anchor=False)
        st.info("Choose somebody from the list first.")
        st.page_link(PEOPLE, label="To the list of people")
        return
    demo = " (demo)" if person.demo else ""
    st.title(f"{person_name(person.label, person.id)}{demo}", anchor=False)
    weeks, programme, around, notes = st.tabs(
        ["Weeks", "Programme", "Before and after", "Notes and events"]
    )
    with weeks:
        show_adherence(account, person.id)
        show_timeline(account, person.id)
    with programme:
        show_locks(account, person.id)
        show_recent_changes(account, person.id)
        show_editor(account, person.id)
    with around:
        show_before_after(account, person.id)
        show_score_entry(account, person.id)
    with notes:
        show_notes(account, person.id)
        show_events(account, person.id)
        show_event_form(account, person.id)
        show_summary_download(account, person.id)


show_page()

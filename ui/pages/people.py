"""The clinician's list: who needs attention, and why."""

import streamlit as st

from ui.account import clinician_account
from ui.attention_view import PersonLine, Urgency, person_lines
from ui.clock import now, visitor_zone
from ui.person_choice import open_person

PERSON = "pages/person.py"
SHOWN_AT_FIRST = 30
HEADINGS = {
    Urgency.FIRST: "Look at this first",
    Urgency.SOON: "Keep in mind",
    Urgency.NONE: "Nothing special",
}


def show_page() -> None:
    """Everybody, the most pressing first."""
    account = clinician_account()
    st.title("People", anchor=False)
    people = account.records.list_people(account.actor)
    lines = person_lines(people, demo=account.person.demo, now=now(), zone=visitor_zone())
    if not lines:
        st.info("There is nobody yet. People appear here when they use the app for the first time.")
        return
    wanted = st.text_input("Find a person", key="find-person", placeholder="Name or id")
    found = [line for line in lines if _fits(line, wanted)]
    for urgency, heading in HEADINGS.items():
        mine = [line for line in found if line.urgency is urgency]
        if mine:
            st.header(f"{heading} · {len(mine)}", anchor=False)
        for line in mine[:SHOWN_AT_FIRST]:
            _card(line)
        if mine[SHOWN_AT_FIRST:]:
            st.caption(f"And {len(mine) - SHOWN_AT_FIRST} more: find them by name.")


def _fits(line: PersonLine, wanted: str) -> bool:
    text = wanted.strip().lower()
    return text in line.name.lower() or text in line.person_id


def _card(line: PersonLine) -> None:
    with st.container(
        border=True,
        key=f"person-{line.urgency.name.lower()}-{line.person_id}",
        horizontal=True,
        vertical_alignment="center",
    ):
        with st.container(width="stretch", gap=None):
            st.text(f"{line.name}{' (demo)' if line.demo else ''}")
            for reason in line.reasons:
                st.markdown(f"**{reason}**")
            st.caption(line.last or "Nothing yet")
        if st.button("Open", key=f"open-{line.person_id}"):
            open_person(line.person_id)
            st.switch_page(PERSON)


show_page()

"""Which person a clinician looks at: kept for the visit, and in the address of the page."""

import streamlit as st

from records import NotAllowed
from records.types import Person
from ui.account import Account

_CHOSEN, _ADDRESS = "person-id", "person"
NOT_YOURS = "You cannot see or change the data of this person."


def open_person(person_id: str) -> None:
    """Look at this person from now on."""
    st.session_state[_CHOSEN] = person_id


def chosen_person(account: Account) -> Person | None:
    """The person chosen in the list or in the address; None before anybody is chosen.

    The page ends with a sentence for somebody who may not be seen: made-up clinicians see made-up
    people only, and real ones real people only.
    """
    asked = st.session_state.get(_CHOSEN) or st.query_params.get(_ADDRESS)
    if not asked:
        return None
    try:
        person = account.records.find_person(account.actor, str(asked))
        if person.demo is not account.person.demo or person.id == account.id:
            raise NotAllowed(NOT_YOURS)
    except NotAllowed as error:
        st.session_state.pop(_CHOSEN, None)
        st.error(str(error))
        st.stop()
    st.session_state[_CHOSEN] = person.id
    st.query_params[_ADDRESS] = person.id
    return person

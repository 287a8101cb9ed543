"""The clinic to turn to, wherever the app advises to see someone."""

import streamlit as st

from ui.settings import load_settings


def show_contact() -> None:
    """The clinic's card; nothing when whoever runs the app has set none.

    A page can show it twice, so nothing in it has a key.
    """
    contact = load_settings().contact
    if not contact.known:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        phone = f"  \nPhone {contact.phone}" if contact.phone else ""
        st.markdown(f"**{contact.name or 'Your clinic'}**{phone}", width="stretch")
        if contact.booking_url:
            st.link_button("Book an appointment", contact.booking_url)

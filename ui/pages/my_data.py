"""A person's own data: take it along, delete it, see who looked; and whose eyes to look through."""

import streamlit as st

from records import Role
from ui.account import Account, View, current_account, current_view, look_as, sign_out
from ui.clock import day_of, visitor_zone
from ui.contact_card import show_contact
from ui.settings import load_settings
from ui.train_visit import forget_sets

DELETE_WORD = "DELETE"
AUDIT_SHOWN = 20


def show_page() -> None:
    """Export, deletion, who looked, and other views."""
    account = current_account()
    patient = account.person.role is Role.PATIENT
    st.title("My data" if patient else "Data", anchor=False)
    if patient:
        _take_along(account)
        _who_looked(account)
        show_contact()
    if not load_settings().clinic:
        _other_views()
    elif st.button("Sign out"):
        sign_out()
    if patient:
        _delete(account)


def _take_along(account: Account) -> None:
    st.header("Take it along", anchor=False)
    st.markdown(
        "Everything that is kept about you, as JSON and as tables (CSV) in one zip file. "
        "No video is kept."
    )
    st.download_button(
        "Export everything",
        lambda: account.records.export_person(account.actor, account.id),
        "glute-coach-export.zip",
        "application/zip",
        on_click="ignore",
        key="export",
    )


def _who_looked(account: Account) -> None:
    lines = account.records.list_audit(account.actor, account.id)
    with st.expander("Which clinicians looked at it"):
        if not lines:
            st.caption("Nobody yet.")
        for line in lines[:AUDIT_SHOWN]:
            what = line.action.replace("_", " ")
            st.caption(f"{day_of(line.at, visitor_zone()):%d %b %Y} · {what}")


def _other_views() -> None:
    st.header("Look around", anchor=False)
    st.markdown(
        "See every page with made-up data, as a runner or as a clinician. Or hand this machine "
        "to your clinician, who can set your programme and unlock exercises."
    )
    names = {
        View.ME: "Back to me",
        View.DEMO_RUNNER: "Demo runner",
        View.DEMO_CLINICIAN: "Demo clinician",
        View.CLINICIAN: "My clinician is here",
    }
    with st.container(horizontal=True, key="views"):
        for view, name in names.items():
            if view is not current_view():
                st.button(name, key=f"view-{view.value}", on_click=look_as, args=(view,))


def _delete(account: Account) -> None:
    st.header("Delete everything", anchor=False)
    with st.expander("Delete everything that is kept about me"):
        st.warning(
            "This cannot be undone. Back-ups made earlier still hold it: delete them as well."
        )
        word = st.text_input(f"Type {DELETE_WORD} to go on", key="delete-word")
        if st.button("Delete everything", disabled=word != DELETE_WORD, key="delete"):
            account.records.delete_person(account.actor, account.id)
            if not account.person.demo:
                forget_sets(account.id)
            _leave()


def _leave() -> None:
    """After deletion nobody is here any more."""
    if load_settings().clinic:
        sign_out()
    else:
        look_as(View.ME)
    st.success("Everything about you was deleted.")
    st.stop()


show_page()

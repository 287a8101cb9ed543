"""Who is here: every call to the records goes through the `Account` of the page.

Without clinic mode one person uses this machine: they are the patient, and may look through the
eyes of their clinician or of made-up people. In clinic mode people sign in (`st.login`).
"""

import threading
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import streamlit as st

from records import Actor, Records, RecordsError, Role
from records.demo import fill_demo, find_whole_demo
from records.location import database_url
from records.types import Person
from ui.clock import now
from ui.live.service import close_live, unseen_s
from ui.settings import Settings, load_settings
from ui.sign_in import IdleWatch, SignInRefused, label_of, person_id_of, role_of

LOCAL_PATIENT, LOCAL_CLINICIAN = "local", "local-clinician"
IDLE_CHECK_S = 20.0
ANALYSES = ("workbench", "running_bench")
_VIEW = "account-view"
_LIVE_SET = "account-live-set"
_CLOSED = "The records cannot be opened. "


class View(StrEnum):
    """Through whose eyes a single user looks."""

    ME = "me"
    CLINICIAN = "clinician"
    DEMO_RUNNER = "demo_runner"
    DEMO_CLINICIAN = "demo_clinician"


@dataclass(frozen=True, kw_only=True)
class Account:
    """The person here, and the records as that person may use them."""

    records: Records
    person: Person

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return Actor(person_id=self.person.id, role=self.person.role)

    @property
    def id(self) -> str:
        """The id of the person."""
        return self.person.id


@st.cache_resource(show_spinner=False)
def _open(url: str) -> Records:
    return Records.open(url)


@st.cache_resource(show_spinner=False)
def _idle_watch() -> IdleWatch:
    return IdleWatch()


@st.cache_resource(show_spinner=False)
def _demo_lock() -> threading.Lock:
    return threading.Lock()


def open_records() -> Records:
    """The records of this server; `RecordsError` when they cannot be opened."""
    return _open(database_url())


def current_view() -> View:
    """Through whose eyes a single user looks."""
    return View(st.session_state.get(_VIEW, View.ME))


def look_as(view: View) -> None:
    """Look through other eyes from now on."""
    for key in [key for key in st.session_state if key not in ANALYSES]:
        del st.session_state[key]
    st.session_state[_VIEW] = view


def current_account() -> Account:
    """The account of this visit; shows why and ends the page when there is none."""
    try:
        records = open_records()
        settings = load_settings()
        person = _signed_in(records, settings) if settings.clinic else _local(records)
    except (RecordsError, PermissionError) as error:
        st.error(f"{_CLOSED}{error}" if isinstance(error, RecordsError) else str(error))
        st.stop()
    return Account(records=records, person=person)


def clinician_account() -> Account:
    """The account of a clinician; for everybody else the page ends here."""
    account = current_account()
    if account.person.role is not Role.CLINICIAN:
        st.error("This page is for clinicians.")
        st.stop()
    return account


def patient_account() -> Account:
    """The account of a patient; for everybody else the page ends here."""
    account = current_account()
    if account.person.role is not Role.PATIENT:
        st.info("This page is for patients. Open a person from the list of people.")
        st.stop()
    return account


def current_role(settings: Settings) -> Role:
    """The role that decides which pages there are; opens the records only in clinic mode."""
    if settings.clinic:
        return current_account().person.role
    patient = current_view() in (View.ME, View.DEMO_RUNNER)
    return Role.PATIENT if patient else Role.CLINICIAN


def admit(settings: Settings) -> None:
    """In clinic mode: let nobody pass who has not signed in or has been away too long."""
    if not settings.clinic:
        return
    if not st.user.to_dict().get("is_logged_in"):
        _ask_to_sign_in()
    limit = timedelta(minutes=settings.idle_min)
    if _is_idle(limit):
        sign_out()
        st.stop()
    _idle_watch().see(st.user.to_dict(), now=now())
    _watch_idle(limit)


def trains_in(set_id: str) -> None:
    """Who is in view of the camera of that set is there, though nobody clicks."""
    st.session_state[_LIVE_SET] = set_id


def _is_idle(limit: timedelta) -> bool:
    """True when the person here has neither clicked nor been in view of their live set."""
    claims, at = st.user.to_dict(), now()
    unseen = unseen_s(st.session_state.get(_LIVE_SET, ""))
    if unseen is not None and unseen < limit.total_seconds():
        _idle_watch().see(claims, now=at - timedelta(seconds=unseen))
    return _idle_watch().is_idle(claims, now=at, limit=limit)


def _ask_to_sign_in() -> None:
    st.title("Glute Coach")
    st.markdown("Please sign in to see your programme and your progress.")
    st.button("Sign in", type="primary", on_click=st.login)
    st.stop()


@st.fragment(run_every=IDLE_CHECK_S)
def _watch_idle(limit: timedelta) -> None:
    """Sign out by itself; a page left open is not somebody being there."""
    if _is_idle(limit):
        sign_out()


def sign_out() -> None:
    """End the sign-in, and the live set that the person has open on any screen."""
    close_live(person_id_of(st.user.to_dict()))
    st.logout()


def _signed_in(records: Records, settings: Settings) -> Person:
    """The person who signed in; added when they come for the first time."""
    claims = st.user.to_dict()
    person_id, role = person_id_of(claims), role_of(claims, settings)
    known = records.known_role(person_id)
    if known is None:
        return records.add_person(role, label=label_of(claims), person_id=person_id)
    if known is not role:
        raise SignInRefused("Your role has changed. Please ask whoever runs this app.")
    return records.find_person(Actor(person_id=person_id, role=role), person_id)


def _local(records: Records) -> Person:
    """The person a single user looks as; added when needed for the first time."""
    view = current_view()
    if view is View.ME:
        return _local_patient(records)
    if view is View.CLINICIAN:
        return _local_clinician(records)
    role = Role.PATIENT if view is View.DEMO_RUNNER else Role.CLINICIAN
    with _demo_lock():  # a click meanwhile runs the page a second time beside the first
        if find_whole_demo(records) is None:
            with st.spinner("Making up eight weeks of a runner…"):
                fill_demo(records, now=now())
    found = records.find_demo(role)
    assert found is not None, "both made-up people are made together"
    return found


def _local_patient(records: Records) -> Person:
    """The same id whichever window is first, so that there are never two."""
    return records.only_person() or records.add_person(Role.PATIENT, person_id=LOCAL_PATIENT)


def _local_clinician(records: Records) -> Person:
    if records.known_role(LOCAL_CLINICIAN) is None:
        label = "Clinician on this machine"
        return records.add_person(Role.CLINICIAN, label=label, person_id=LOCAL_CLINICIAN)
    actor = Actor(person_id=LOCAL_CLINICIAN, role=Role.CLINICIAN)
    return records.find_person(actor, LOCAL_CLINICIAN)

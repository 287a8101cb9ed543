"""For tests of the pages: the app on records of its own, with people in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

from programme.dose import EVERY_DAY, Prescription, Programme, Working
from programme.safety import SafetyScreen
from programme.symptoms import Pain, Place, SymptomEntry, When
from records import Actor, Records, Role
from records.types import Person

MAIN = Path(__file__).parents[1] / "ui" / "main.py"
DAY = timedelta(days=1)
BRIDGE = Prescription(exercise="glute_bridge", sets=2, reps=10, days=EVERY_DAY)
CLAM = Prescription(exercise="clamshell", side=Working.EACH, sets=1, reps=8, days=EVERY_DAY)


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def app_on(folder: Path, monkeypatch) -> Iterator[Records]:
    """The records of an app whose data lie in `folder`; pages opened meanwhile use them."""
    monkeypatch.setenv("GLUTE_COACH_DATA", str(folder))
    monkeypatch.delenv("GLUTE_COACH_DATABASE_URL", raising=False)
    monkeypatch.delenv("GLUTE_COACH_CLINIC", raising=False)
    st.cache_resource.clear()
    with Records.open() as records:
        yield records
    st.cache_resource.clear()


def visitor(page: str | None = None, *, view: str = "me", **query: str) -> AppTest:
    """The app as a new visitor sees it, on a page, through somebody's eyes (`View`)."""
    opened = AppTest.from_file(str(MAIN), default_timeout=30)
    opened.session_state["account-view"] = view
    for name, value in query.items():
        opened.query_params[name] = value
    opened.run()
    return opened.switch_page(f"pages/{page}.py").run() if page else opened


def page_alone(page: str, **query: str) -> AppTest:
    """A page without the frame around it, as if somebody had got past the navigation."""
    opened = AppTest.from_file(str(MAIN.parent / "pages" / f"{page}.py"), default_timeout=30)
    for name, value in query.items():
        opened.query_params[name] = value
    return opened.run()


def actor_of(person: Person) -> Actor:
    return Actor(person_id=person.id, role=person.role)


def local_patient(records: Records) -> Actor:
    """The person who uses this machine."""
    return actor_of(records.add_person(Role.PATIENT, person_id="local"))


def screened(records: Records, me: Actor) -> None:
    records.save_screen(me, me.person_id, SafetyScreen(at=now()))


def prescribe(records: Records, me: Actor, *items: Prescription) -> None:
    programme = Programme(at=now() - 10 * DAY, stage=1, items=items, author_id="x")
    records.save_programme(me, me.person_id, programme)


def entry(at: datetime, when: When, leg: int) -> SymptomEntry:
    return SymptomEntry(at=at, when=when, pain={Place.LEG: Pain(now=leg, worst=leg)})


def texts(page: AppTest) -> list[str]:
    """Everything readable on a page."""
    kinds = ("markdown", "caption", "title", "header", "info", "warning", "error", "success",
             "text")  # fmt: skip
    found = [str(getattr(one, "value", "")) for kind in kinds for one in page.get(kind)]
    return found + [
        str(getattr(one, "label", "")) for kind in ("button", "checkbox") for one in page.get(kind)
    ]


def says(page: AppTest, words: str) -> bool:
    return any(words in text for text in texts(page))

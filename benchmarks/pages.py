"""How long each page takes on years of data, as a patient and as a clinician.

``python -m benchmarks.pages --url URL`` with a database that `benchmarks.records --url URL` has
filled. Each page is opened once to import what it needs, then five times; medians and the slowest.
Time is that of the whole page on the server, the frame around it included, without a browser.
"""

import argparse
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streamlit.testing.v1 import AppTest

import ui.account
from benchmarks.records import name_of
from records import Actor, Records, Role
from records.types import Person

MAIN = Path(ui.account.__file__).parent / "main.py"
PATIENT = name_of(1)
PAGES = {"me": ("today", "progress", "my_data", "train"), "clinician": ("people", "person")}
TIMES = 5


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Times of the pages.")
    parser.add_argument("--url", required=True, help="a database that benchmarks.records filled")
    os.environ["GLUTE_COACH_DATABASE_URL"] = parser.parse_args().url
    with one_patient():
        for view, pages in PAGES.items():
            for page in pages:
                report(view, page)
        report("clinician", "person", span="2 years")


@contextmanager
def one_patient() -> Iterator[None]:
    """Without clinic mode the app asks for the one patient it has: here it is one of many."""

    def first(records: Records) -> Person:
        return records.find_person(Actor(person_id=PATIENT, role=Role.PATIENT), PATIENT)

    before = ui.account._local_patient
    ui.account._local_patient = first
    try:
        yield
    finally:
        ui.account._local_patient = before


def report(view: str, page: str, *, span: str | None = None) -> None:
    """Open a page six times; the first does not count."""
    seconds = [opened(view, page, span) for _ in range(TIMES + 1)][1:]
    name = f"{page} ({view}{', ' + span if span else ''})"
    middle, most = 1000 * statistics.median(seconds), 1000 * max(seconds)
    print(f"{name:32} {middle:7.0f} ms, slowest {most:.0f} ms")


def opened(view: str, page: str, span: str | None) -> float:
    """Seconds until a page is complete."""
    visit = AppTest.from_file(str(MAIN), default_timeout=120)
    visit.session_state["account-view"] = view
    if view == "clinician":
        visit.query_params["person"] = PATIENT
    if span is not None:
        visit.session_state["timeline-span"] = span
    visit.switch_page(f"pages/{page}.py")
    started = time.perf_counter()
    visit.run()
    seconds = time.perf_counter() - started
    if visit.exception:
        raise RuntimeError(f"{page}: {visit.exception[0].message}")
    return seconds


if __name__ == "__main__":
    main()

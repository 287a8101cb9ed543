"""The hand-over for a clinician: one page, whatever there is to say, and nothing read as markup."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from records import Actor, Records, Role
from records.demo import fill_demo
from reports.summary_report import Section, Summary, summary_pdf
from tests.databases import fresh_url
from ui.summary_view import WITHIN, summarise

DAY = date(2026, 5, 4)


def pages_of(pdf: bytes) -> list[int]:
    """The number of pages that the PDF's page tree tells."""
    return [int(count) for count in re.findall(rb"/Type\s*/Pages\s*/Count (\d+)", pdf)]


@pytest.mark.parametrize("lines", [0, 3, 25, 150])
def test_always_one_page(lines: int) -> None:
    sections = tuple(
        Section(title=f"Part {n}", lines=tuple(f"Line {k}: {'word ' * 18}" for k in range(lines)))
        for n in range(8)
    )
    pdf = summary_pdf(Summary(label="Anna", demo=False, day=DAY, sections=sections))
    assert pages_of(pdf) == [1]


def test_text_is_text() -> None:
    hostile = '#panic("x") *bold* <script> $ \\ [#image("/etc/passwd")]'
    section = Section(title=hostile, lines=(hostile,))
    summary = Summary(label=hostile, demo=True, day=DAY, sections=(section,))
    assert pages_of(summary_pdf(summary)) == [1]
    assert summary_pdf(summary) == summary_pdf(summary)
    assert summary_pdf(summary, paper="us-letter") != summary_pdf(summary)


def test_the_demo_runner_on_a_page(tmp_path: Path) -> None:
    now = datetime(2026, 5, 4, 9, tzinfo=UTC)
    with fresh_url("sqlite", tmp_path) as url, Records.open(url) as records:
        person = fill_demo(records, now=now)
        me = Actor(person_id=person.id, role=Role.PATIENT)
        summary = summarise(
            person=person,
            programmes=records.list_programmes(me, person.id),
            sets=records.list_sets(me, person.id),
            entries=records.list_symptoms(me, person.id),
            screens=records.list_screens(me, person.id),
            questionnaires=records.list_questionnaires(me, person.id),
            changes=records.list_changes(me, person.id),
            analyses=records.list_analyses(me, person.id),
            events=records.list_events(me, person.id),
            zone=UTC,
            today=DAY,
        )
    lines = {section.title: section.lines for section in summary.sections}
    assert all(lines.values()), "every part has something to say"
    assert any(line.startswith("Leg, worst of the day") for line in lines["Pain and symptoms"])
    assert any("ended early: too much pain" in line for line in lines["Done"])
    assert len(lines["Done"]) == len(set(lines["Done"]))
    assert "cadence 169" in lines[f"Running, filmed ({WITHIN})"][-1]
    assert lines["Events"] == ("30 Mar 2026 · Hands-on treatment: adjustment",)
    assert pages_of(summary_pdf(summary)) == [1]

"""Adherence: min(done, prescribed), days, holds, entries without the camera."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.adherence import DoneSet, held, missed_day, week_adherence, weeks_in_a_row
from programme.dose import Prescription, Programme, Working

MONDAY = date(2026, 5, 4)
SUNDAY = date(2026, 5, 10)
NOW = datetime(2026, 5, 1, tzinfo=UTC)
PLAN = Programme(
    at=NOW, stage=1, author_id="c",
    items=(
        Prescription(exercise="glute_bridge", sets=2, reps=10),
        Prescription(exercise="clamshell", side=Working.EACH, sets=1, reps=10),
    ),
)  # fmt: skip


def done(day: int, exercise: str = "glute_bridge", reps: int = 20, **more: object) -> DoneSet:
    on = MONDAY + timedelta(days=day)
    return DoneSet(on=on, exercise=exercise, full_reps=reps, **more)  # type: ignore[arg-type]


def test_nothing_done() -> None:
    week = week_adherence(PLAN, [], last_day=SUNDAY)
    assert (week.reps_percent, week.session_percent, week.level) == (0.0, 0.0, "low")
    assert (week.reps_prescribed, week.sessions_prescribed) == (120, 3)
    assert math.isnan(week.hold_percent)
    assert week.days_since_last is None


def test_all_done_and_more_is_100_percent() -> None:
    sets = [
        done(day, exercise, 50) for day in (0, 2, 4) for exercise in ("glute_bridge", "clamshell")
    ]
    week = week_adherence(PLAN, sets, last_day=SUNDAY)
    assert (week.reps_percent, week.session_percent, week.level) == (100.0, 100.0, "good")
    assert week.days_since_last == 2


def test_extra_on_one_day_does_not_fill_another() -> None:
    week = week_adherence(PLAN, [done(0, reps=200)], last_day=SUNDAY)
    assert week.reps_percent == pytest.approx(100 * 20 / 120)
    assert week.session_percent == pytest.approx(100 / 3)


def test_what_was_not_prescribed_gives_no_credit() -> None:
    sets = [done(1), done(0, "squat"), done(-1), done(7)]
    week = week_adherence(PLAN, sets, last_day=SUNDAY)
    assert week.reps_percent == 0.0
    assert week.full_reps == 40
    assert week.days_since_last == 5


@pytest.mark.parametrize(
    ("percent", "level"), [(80, "good"), (79, "fair"), (50, "fair"), (49, "low")]
)
def test_levels(percent: int, level: str) -> None:
    plan = Programme(
        at=NOW, stage=1, author_id="c",
        items=(Prescription(exercise="squat", sets=2, reps=50, days=frozenset({0})),),
    )  # fmt: skip
    week = week_adherence(plan, [done(0, "squat", percent)], last_day=SUNDAY)
    assert week.level == level


def test_without_a_plan_it_is_unknown() -> None:
    empty = Programme(at=NOW, stage=0, items=(), author_id="c")
    assert week_adherence(empty, [done(0)], last_day=SUNDAY).level == "unknown"


def test_without_camera_counts_and_is_marked() -> None:
    sets = [done(0, held_reps=15), done(2, manual=True, minutes=4.0)]
    week = week_adherence(PLAN, sets, last_day=SUNDAY)
    assert week.manual_sets == 1
    assert week.sessions_done == 2
    assert week.hold_percent == 75.0
    assert week.minutes == 4.0


def test_sides_prescribed_apart_are_credited_apart() -> None:
    plan = Programme(
        at=NOW, stage=1, author_id="c",
        items=tuple(Prescription(exercise="clamshell", side=side, sets=1, reps=10,
                                 days=frozenset({0})) for side in (Working.LEFT, Working.RIGHT)),
    )  # fmt: skip
    left = week_adherence(plan, [done(0, "clamshell", 20, side="left")], last_day=SUNDAY)
    assert left.reps_percent == 50.0


def test_the_last_planned_day_without_anything_done_is_asked_about_once() -> None:
    plan = replace(PLAN, at=NOW - timedelta(days=30))
    last = next(d for d in (SUNDAY - timedelta(days=n) for n in range(1, 8)) if plan.on(d))
    assert missed_day(plan, [], today=SUNDAY) == last
    assert missed_day(plan, [], today=SUNDAY, asked={last}) is None
    assert missed_day(plan, [replace(done(0), on=last)], today=SUNDAY) is None
    later = replace(done(0), on=last + timedelta(days=1))
    assert missed_day(plan, [later], today=SUNDAY + timedelta(days=1)) is None, "made up for"
    assert missed_day(replace(plan, at=NOW + timedelta(days=9)), [], today=SUNDAY) is None


def test_held() -> None:
    assert held(1.8, 2.0)
    assert not held(1.7, 2.0)
    assert held(0.0, 0.0)


def test_weeks_in_a_row() -> None:
    sets = [done(day - 7 * week) for week in (0, 1, 3) for day in (0, 2)]
    assert weeks_in_a_row(PLAN, sets, last_day=SUNDAY) == 2
    assert weeks_in_a_row(PLAN, [], last_day=SUNDAY) == 0
    assert weeks_in_a_row(PLAN, sets, last_day=SUNDAY, begun=SUNDAY - timedelta(days=6)) == 1


def test_nothing_was_prescribed_before_the_programme_began() -> None:
    whole = week_adherence(PLAN, [], last_day=SUNDAY)
    assert week_adherence(PLAN, [], last_day=SUNDAY, begun=SUNDAY - timedelta(days=6)) == whole
    later = week_adherence(PLAN, [], last_day=SUNDAY, begun=SUNDAY + timedelta(days=1))
    assert (later.sessions_prescribed, later.level) == (0, "unknown")


@given(st.lists(st.builds(done, st.integers(-3, 9), st.sampled_from(["glute_bridge", "clamshell"]),
                          st.integers(0, 60)), max_size=12))  # fmt: skip
def test_percent_stays_within_0_and_100_and_never_falls_by_doing_more(sets: list[DoneSet]) -> None:
    week = week_adherence(PLAN, sets, last_day=SUNDAY)
    assert 0 <= week.reps_percent <= 100
    assert 0 <= week.session_percent <= 100
    more = week_adherence(PLAN, [*sets, done(2)], last_day=SUNDAY)
    assert more.reps_percent >= week.reps_percent
    assert more.sessions_done >= week.sessions_done

"""The rules on what was kept: red days count over all exercises, in a week and in 14 days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from exercises.results import Rep
from programme.dose import EVERY_DAY, Prescription, Programme
from programme.progression import Change, Move
from programme.signals import Signal
from records.types import SetEnd, SetStart, TrainingSet
from tests.records_cases import rep
from ui.review import History, decide_all, session_of

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
BRIDGE = Prescription(exercise="glute_bridge", sets=1, reps=10, days=EVERY_DAY)
SQUAT = Prescription(exercise="squat", sets=1, reps=10, hold_s=0, days=EVERY_DAY)
PROGRAMME = Programme(at=NOW - timedelta(days=30), stage=1, items=(BRIDGE, SQUAT), author_id="x")
REPS: tuple[Rep, ...] = tuple(rep(n + 1) for n in range(10))


def done(days_ago: int, item: Prescription, pain: int = 1) -> TrainingSet:
    at = NOW - timedelta(days=days_ago)
    start = SetStart(started_at=at, exercise=item.exercise, side="both", reps_prescribed=10)
    end = SetEnd(ended_at=at, form_score=85.0, effort=5, local_pain=pain, leg_rise=0)
    return TrainingSet(id=1, start=start, end=end, reps=REPS)


def history(*sets: TrainingSet) -> History:
    return History(sets=sorted(sets, key=lambda s: s.start.started_at), entries=[], zone=UTC)


def moves(*sets: TrainingSet) -> list[Change]:
    return decide_all(PROGRAMME, history(*sets), [], locked=frozenset(), now=NOW)


def day(days_ago: int) -> date:
    return (NOW - timedelta(days=days_ago)).date()


def test_a_second_red_day_within_a_week_is_red_for_every_exercise_of_that_day() -> None:
    seen = history(done(8, SQUAT, 7), done(3, SQUAT, 7), done(3, BRIDGE))
    assert session_of(BRIDGE, day(3), seen).signals.week is Signal.RED
    seen = history(done(9, SQUAT, 7), done(2, SQUAT, 7), done(2, BRIDGE))
    assert session_of(BRIDGE, day(2), seen).signals.week is None, "seven days apart"


def test_red_days_of_two_exercises_count_together() -> None:
    seen = history(done(6, SQUAT, 7), done(3, BRIDGE, 7), done(3, SQUAT), done(2, SQUAT))
    assert session_of(SQUAT, day(3), seen).signals.worst is Signal.RED
    assert session_of(SQUAT, day(2), seen).signals.worst is Signal.GREEN, "no red on this day"


def test_three_red_days_within_14_days_over_all_exercises_are_for_the_clinician() -> None:
    bridge, squat = moves(done(12, SQUAT, 7), done(8, SQUAT, 7), done(2, BRIDGE, 7))
    assert (bridge.move, bridge.see_clinician) == (Move.DELOAD, True)
    assert squat.move is Move.DELOAD, "its last session was red as well"
    bridge, _ = moves(done(8, SQUAT, 7), done(2, BRIDGE, 7))
    assert (bridge.move, bridge.see_clinician) == (Move.REGRESS, False)

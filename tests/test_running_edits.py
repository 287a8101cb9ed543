"""Gait events changed by hand: what was changed, again on another day, and what is out of order."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.running_edits import (
    NEAR_S,
    EventEdit,
    edit_of,
    edit_row,
    edit_sentence,
    edits_between,
    event_set_at,
    event_taken_at,
    with_edits,
)
from kinematics.landmarks import Side
from running.analysis import RunningAnalysis, analyse
from running.event_order import disorders
from running.events import EventKind, Events, GaitEvent, event_times, relabel_sides
from running.steps import OUT_OF_ORDER
from tests.running_walker import stick_runner

IC, MS, TO = EventKind.IC, EventKind.MS, EventKind.TO


def event(kind: EventKind, time_s: float, side: Side = Side.LEFT) -> GaitEvent:
    return GaitEvent(side=side, kind=kind, time_s=time_s, confidence=0.9)


@pytest.fixture(scope="module")
def runner() -> RunningAnalysis:
    return analyse(stick_runner(cadence_spm=166.0, fps=120, seconds=10.0))


def moved(events: Events, kind: EventKind, number: int, to_s: float) -> Events:
    """One event of the right foot, counted by kind, at another time, by hand."""
    own = [e for e in events if e.side is Side.RIGHT and e.kind is kind]
    set_by_hand = replace(own[number], time_s=to_s, confidence=1.0, edited=True)
    return tuple(set_by_hand if e is own[number] else e for e in events)


def right(events: Events, kind: EventKind, number: int) -> float:
    return float(event_times(events, Side.RIGHT, kind)[number])


def test_each_change_is_told_for_what_it_is() -> None:
    found = (event(IC, 1.0), event(MS, 1.1), event(TO, 1.25), event(IC, 1.7))
    now = event_set_at(found, side=Side.LEFT, kind=IC, time_s=1.03)
    now = event_taken_at(now, side=Side.LEFT, kind=MS, time_s=1.1)
    now = event_set_at(now, side=Side.RIGHT, kind=IC, time_s=1.35)
    now = relabel_sides(now, start_s=1.2, end_s=1.3)
    assert [edit_sentence(edit) for edit in edits_between(found, now)] == [
        "left contact at 1.000 s moved to 1.030 s",
        "left midstance at 1.100 s taken away",
        "left toe-off at 1.250 s is of the right foot",
        "right contact at 1.350 s added",
    ]
    assert edits_between(found, found) == ()


def crowded(events: Events) -> bool:
    times = (event_times(events, side, kind) for side in Side for kind in EventKind)
    return any((np.diff(one) <= NEAR_S).any() for one in times)


EDITS = st.lists(
    st.tuples(
        st.sampled_from(("set", "take", "turn")),
        st.sampled_from(tuple(Side)),
        st.sampled_from(tuple(EventKind)),
        st.integers(0, 1200),
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(edits=EDITS)
def test_edits_written_and_read_again_give_the_same_events(edits: list) -> None:
    """But where one foot has two events of a kind at once: they are one then."""
    kinds = ((0.0, IC), (0.11, MS), (0.24, TO))
    found = tuple(
        event(kind, start + apart, side)
        for number, start in enumerate(np.arange(0.0, 6.0, 0.36))
        for apart, kind in kinds
        for side in (list(Side)[number % 2],)
    )
    found = tuple(sorted(found, key=lambda e: (e.time_s, e.kind, e.side)))
    now = found
    for act, side, kind, centi in edits:
        time_s = centi / 200.0
        if act == "turn":
            now = relabel_sides(now, start_s=time_s, end_s=time_s + 0.7)
        elif act == "set":
            now = event_set_at(now, side=side, kind=kind, time_s=time_s)
        elif any(
            e.side is side and e.kind is kind and abs(e.time_s - time_s) <= NEAR_S for e in now
        ):
            now = event_taken_at(now, side=side, kind=kind, time_s=time_s)
    assume(not crowded(now))
    told = edits_between(found, now)
    again = [edit_of(row) for row in json.loads(json.dumps([edit_row(one) for one in told]))]
    assert tuple(again) == told
    assert set(with_edits(found, again)) == set(now)


def test_events_found_a_little_elsewhere_take_the_same_edits() -> None:
    found = tuple(event(kind, 0.7 * n + t) for n in range(5) for t, kind in ((0, IC), (0.25, TO)))
    now = event_set_at(found, side=Side.LEFT, kind=IC, time_s=0.75)
    now = event_taken_at(now, side=Side.LEFT, kind=TO, time_s=1.65)
    later = tuple(replace(e, time_s=e.time_s + 0.004) for e in found)
    again = with_edits(later, edits_between(found, now))
    assert len(again) == len(now)
    assert {e.time_s for e in again if e.edited} == {0.75}
    assert len(edits_between(later, again)) == 2


def test_an_edit_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="neither"):
        edit_of({"before": None, "after": None})
    assert EventEdit(before=event(IC, 1.0), after=None).time_s == 1.0


def test_what_was_found_is_in_order_and_stays_known(runner: RunningAnalysis) -> None:
    assert disorders(runner.events) == ()
    fewer = runner.with_events(runner.events[3:])
    assert fewer.run.found == runner.events
    assert OUT_OF_ORDER not in fewer.excluded


@pytest.mark.parametrize(
    ("kind", "later", "late"),
    [
        (IC, lambda e, n: right(e, MS, n) + 0.02, True),  # contact after its midstance
        (IC, lambda e, n: right(e, TO, n) + 0.02, True),  # and after its toe-off
        (TO, lambda e, n: right(e, IC, n) - 0.02, True),  # toe-off before its contact
        (TO, lambda e, n: right(e, MS, n) - 0.02, False),  # and before midstance
        (MS, lambda e, n: right(e, IC, n) - 0.02, True),  # midstance before its contact
        (MS, lambda e, n: right(e, TO, n) + 0.02, False),  # and after its toe-off
    ],
)
def test_an_event_out_of_order_takes_its_steps_out(runner, kind, later, late) -> None:
    """Of a late contact: its own step, the one before, and the other foot's on either side."""
    number = 4
    assert right(runner.events, IC, 0) < right(runner.events, MS, 0), "numbers are of one step"
    events = moved(runner.events, kind, number, later(runner.events, number))
    (found,) = disorders(events)
    assert (found.late is not None) is late
    edited = runner.with_events(events)
    out = edited.steps[edited.steps["exclusion_reason"] == OUT_OF_ORDER]
    contact = event_times(events, Side.RIGHT, IC)[number]
    assert np.isclose(out["ic_s"], contact).any()
    assert list(out["side"]).count("right") == (2 if late else 1)
    assert list(out["side"]).count("left") == (2 if late else 0)
    for measure in edited.measures:
        before = runner.measure(measure.key, measure.side)
        assert measure.value == pytest.approx(before.value, rel=0.02, abs=0.5, nan_ok=True)
    assert runner.with_events(runner.events).excluded == runner.excluded


def test_a_contact_that_was_not_found_is_not_out_of_order(runner: RunningAnalysis) -> None:
    own = [e for e in runner.events if e.side is Side.RIGHT and e.kind is IC]
    events = tuple(e for e in runner.events if e is not own[4])
    assert disorders(events) == ()
    assert OUT_OF_ORDER not in runner.with_events(events).excluded

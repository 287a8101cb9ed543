"""Phases and repetitions from progress: every threshold of measurement specification B.0.3."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises.rep_machine import RepMachine, RepSpan
from exercises.spec import Phase, RepRule

RULE = RepRule(signals={}, range_deg=(0.0, 1.0), hold_target_s=1.0)
DT = 0.05


def play(*stretches: tuple[float, float], dt: float = DT) -> tuple[list[RepSpan], list[Phase]]:
    """Feed stretches of (seconds, progress); the repetitions and the phases."""
    machine, spans, phases, time_s = RepMachine(rule=RULE), [], [], 0.0
    for seconds, progress in stretches:
        for _ in range(round(seconds / dt)):
            time_s += dt
            span = machine.update(time_s, progress)
            spans += [span] if span else []
            phases.append(machine.phase)
    return spans, phases


REST = (1.0, 0.0)


@pytest.mark.parametrize(("progress", "phase"), [(0.24, Phase.REST), (0.26, Phase.UP)])
def test_leaves_rest_above_a_quarter(progress: float, phase: Phase) -> None:
    assert play(REST, (0.5, progress))[1][-1] is phase


@pytest.mark.parametrize(("progress", "phase"), [(0.84, Phase.UP), (0.85, Phase.PEAK)])
def test_top_from_85_percent(progress: float, phase: Phase) -> None:
    assert play(REST, (0.5, progress))[1][-1] is phase


@pytest.mark.parametrize(("progress", "phase"), [(0.71, Phase.PEAK), (0.69, Phase.DOWN)])
def test_top_is_left_below_70_percent(progress: float, phase: Phase) -> None:
    assert play(REST, (0.5, 1.0), (0.3, progress))[1][-1] is phase


@pytest.mark.parametrize(("progress", "count"), [(0.21, 0), (0.19, 1)])
def test_rest_below_a_fifth(progress: float, count: int) -> None:
    spans, _ = play(REST, (1.0, 1.0), (3.0, progress))
    assert len(spans) == count


def test_rest_must_last() -> None:
    assert not play(REST, (1.0, 1.0), (0.15, 0.1), (1.0, 1.0))[0]
    spans, _ = play(REST, (1.0, 1.0), (0.5, 0.1), (1.0, 1.0), (0.6, 0.0))
    assert len(spans) == 2


def test_rest_is_a_fifth_of_what_was_reached() -> None:
    assert len(play(REST, (1.0, 2.0), (1.0, 0.39))[0]) == 1
    assert not play(REST, (1.0, 2.0), (1.0, 0.41))[0]


def test_the_longest_stay_at_the_top_counts() -> None:
    spans, _ = play(REST, (1.0, 1.0), (0.3, 0.5), (2.0, 0.9), (1.0, 0.0))
    assert spans[0].hold_s == pytest.approx(2.0 - DT)
    assert spans[0].max_progress == 1.0
    assert spans[0].duration_s == pytest.approx(3.3)


def test_half_repetition_turns_down_and_up() -> None:
    _, phases = play(REST, (0.5, 0.6), (0.3, 0.44), (0.3, 0.35), (0.3, 0.51))
    assert phases[-13] is Phase.DOWN
    assert phases[-1] is Phase.UP


def test_hold_from_time_zero() -> None:
    machine = RepMachine(rule=RULE)
    for time_s in np.arange(0.0, 2.01, 0.5):
        machine.update(float(time_s), 1.0)
    assert machine.hold_s == pytest.approx(2.0)


@pytest.mark.parametrize(("gap_s", "aborted"), [(0.65, False), (0.8, True)])
@pytest.mark.parametrize("seen", [True, False])
def test_lost_tracking(gap_s: float, aborted: bool, seen: bool) -> None:
    machine = RepMachine(rule=RULE)
    for time_s in (0.0, 0.1, 0.2):
        machine.update(time_s, 0.6)
    if not seen:
        machine.update(0.2 + gap_s / 2, float("nan"))
    machine.update(0.2 + gap_s, float("nan") if not seen else 0.6)
    assert machine.aborted is aborted


def test_lost_after_coming_to_rest_still_counts() -> None:
    spans, _ = play(REST, (1.0, 1.0), (0.25, 0.1), (1.0, float("nan")))
    assert len(spans) == 1


def test_refractory_time() -> None:
    machine = RepMachine(rule=RULE)
    play_into = [(0.05 * i, 1.0) for i in range(20)] + [(1.0 + 0.05 * i, 0.0) for i in range(8)]
    ended = [t for t, p in play_into if machine.update(t, p)]
    assert len(ended) == 1
    assert machine._ended_s == pytest.approx(1.0)
    machine.update(1.39, 0.5)
    assert not machine.in_rep
    machine.update(1.41, 0.5)
    assert machine.in_rep


@given(st.lists(st.floats(-0.5, 2.0) | st.just(float("nan")), min_size=5, max_size=120))
@settings(max_examples=100, deadline=None)
def test_spans_never_overlap_and_numbers_stay_sane(progress: list[float]) -> None:
    machine, spans = RepMachine(rule=RULE), []
    for index, value in enumerate(progress):
        span = machine.update(index / 10, value)
        spans += [span] if span else []
        assert machine.hold_s >= 0
    for span in spans:
        assert span.max_progress > RULE.leave_rest
        assert span.entered_rest_s >= span.left_rest_s
    assert all(a.entered_rest_s < b.left_rest_s for a, b in pairwise(spans))

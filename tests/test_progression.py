"""Every row of the pain table, and what the rules make of it: more, the same, or less."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.dose import LIMITS, OWN_LIMITS, Band, Kind, Prescription, Programme, Working
from programme.progression import Change, Move, Session, decide, needs_deload, undo
from programme.return_to_run import RUN_STEPS, RunSession, due_step, next_run
from programme.signals import (
    Eased,
    SessionSignals,
    Signal,
    leg_signal,
    local_signal,
    morning_signal,
    week_signal,
)
from programme.stages import (
    EXERCISE_KEYS,
    LADDERS,
    STAGES,
    compose,
    easier_than,
    entry_stage,
    first_dose,
    harder_than,
)
from programme.symptoms import MorningChange

G, A, R = Signal.GREEN, Signal.AMBER, Signal.RED
MINUTES, HALF_HOUR, LONGER = Eased.WITHIN_MINUTES, Eased.WITHIN_30_MIN, Eased.LONGER
NOW = datetime(2026, 5, 18, 8, 0, tzinfo=UTC)
BRIDGE = first_dose("glute_bridge")


@pytest.mark.parametrize(("pain", "signal"), [(0, G), (3, G), (4, A), (5, A), (6, R), (10, R)])
def test_local_pain(pain: int, signal: Signal) -> None:
    assert local_signal(pain) is signal


@pytest.mark.parametrize(
    ("rise", "eased", "spread", "signal"),
    [
        (-3, LONGER, False, G), (0, MINUTES, False, G), (1, MINUTES, False, G),
        (1, HALF_HOUR, False, A), (1, LONGER, False, A), (2, MINUTES, False, A),
        (2, HALF_HOUR, False, A), (2, LONGER, False, R), (3, MINUTES, False, R),
        (0, MINUTES, True, R), (-3, MINUTES, True, R),
    ],
)  # fmt: skip
def test_leg_symptoms(rise: int, eased: Eased, spread: bool, signal: Signal) -> None:
    assert leg_signal(rise, eased, spread=spread) is signal


@pytest.mark.parametrize(
    ("rise", "more_distal", "signal"),
    [(-2, False, G), (0, False, G), (1, False, A), (2, False, R), (0, True, R), (None, True, R),
     (None, False, None)],
)  # fmt: skip
def test_next_morning(rise: int | None, more_distal: bool, signal: Signal | None) -> None:
    assert morning_signal(MorningChange(rise=rise, more_distal=more_distal)) is signal


@pytest.mark.parametrize(
    ("this_week", "week_before", "red_days", "signal"),
    [
        ([3] * 7, [4] * 7, 0, G), ([3] * 7, [3] * 7, 0, G), ([4] * 7, [3] * 7, 0, A),
        ([5] * 7, [3] * 7, 0, R), ([3] * 7, [3] * 7, 1, G), ([3] * 7, [3] * 7, 2, R),
        ([3, 3], [3] * 7, 0, None), ([3, 3], [], 2, R),
    ],
)  # fmt: skip
def test_week_trend(
    this_week: list[int], week_before: list[int], red_days: int, signal: Signal | None
) -> None:
    assert week_signal(this_week, week_before, red_days=red_days) is signal


@given(st.integers(-10, 9), st.sampled_from(Eased), st.booleans())
def test_more_pain_is_never_a_better_colour(rise: int, eased: Eased, spread: bool) -> None:
    assert leg_signal(rise, eased, spread=spread) <= leg_signal(rise + 1, eased, spread=spread)
    assert leg_signal(rise, eased) <= leg_signal(rise, LONGER, spread=spread)


def test_the_worst_signal_counts() -> None:
    assert SessionSignals(local=G, leg=A, morning=G).worst is A
    assert SessionSignals().worst is None
    assert SessionSignals(local=G, irritable=True).reduce
    assert SessionSignals(morning=A).reduce
    assert not SessionSignals(local=A, leg=A, week=A).reduce


def session(days_ago: float, signal: Signal | None = G, **changes: object) -> Session:
    usual = Session(
        at=NOW - timedelta(days=days_ago), signals=SessionSignals(local=signal), full_dose=True,
        form_score=80.0, effort=6,
    )  # fmt: skip
    return replace(usual, **changes)  # type: ignore[arg-type]


GOOD = (session(5), session(3), session(1))


def progressed(current: Prescription = BRIDGE, **options: object) -> Change:
    return decide(current, GOOD, now=NOW, **options)  # type: ignore[arg-type]


def test_progress_adds_repetitions_first() -> None:
    change = progressed()
    assert change.move is Move.PROGRESS
    assert change.after == replace(BRIDGE, reps=12)
    assert change.reason.endswith("each set has 12 repetitions now.")


def test_order_repetitions_hold_level_load() -> None:
    seen = [BRIDGE]
    for _ in range(40):
        after = progressed(seen[-1]).after
        if after == seen[-1]:
            break
        seen.append(after)
    steps = [
        next(f.name for f in fields(Prescription) if getattr(a, f.name) != getattr(b, f.name))
        for a, b in pairwise(seen)
    ]
    assert steps[:7] == ["reps", "reps", "reps", "hold_s", "hold_s", "hold_s", "exercise"]
    assert steps[-3:] == ["band", "band", "band"]
    assert [s.exercise for s in seen if s.band is Band.HEAVY] == ["single_leg_bridge"]
    assert "full dose and stays" in progressed(seen[-1]).reason


def test_a_harder_exercise_that_is_locked_or_taken_is_left_out() -> None:
    top = replace(BRIDGE, reps=15, hold_s=5.0)
    change = progressed(top, unavailable={"marching_bridge"})
    assert change.after == replace(top, band=Band.LIGHT)


@pytest.mark.parametrize(
    ("sessions", "why"),
    [
        ([], "Two sessions"),
        ([session(1)], "Two sessions"),
        ([session(20), session(12)], "Two sessions"),
        ([session(3, full_dose=False), session(1)], "Two sessions"),
        ([session(3, A), session(2), session(1)], "at the limit"),
        ([session(3), session(1, A)], "at the limit"),
        ([session(5, R), session(3), session(1)], "too much"),
        ([session(3, None), session(1)], "not known for every"),
        ([session(3, form_score=74.9), session(1)], "form comes first"),
        ([session(3, form_score=math.nan), session(1)], "form comes first"),
        ([session(3, effort=8), session(1)], "hard work"),
        ([session(3, effort=None), session(1)], "hard work"),
    ],
)
def test_each_reason_to_stay(sessions: list[Session], why: str) -> None:
    change = decide(BRIDGE, sessions, now=NOW)
    assert change.move is Move.HOLD
    assert change.after == BRIDGE
    assert why in change.reason


def test_an_exercise_without_score_or_a_clinicians_word_may_progress() -> None:
    unscored = [replace(s, form_score=None) for s in GOOD]
    poor = [replace(s, form_score=40.0) for s in GOOD]
    assert decide(BRIDGE, unscored, now=NOW).move is Move.PROGRESS
    assert decide(BRIDGE, poor, now=NOW).move is Move.HOLD
    fine = replace(BRIDGE, form_ok=True)
    assert decide(fine, poor, now=NOW).move is Move.PROGRESS


def made(days_ago: float, before: Prescription, after: Prescription) -> Change:
    return Change(
        at=NOW - timedelta(days=days_ago),
        move=Move.PROGRESS,
        before=before,
        after=after,
        reason="x",
    )


def test_one_step_a_week() -> None:
    more = replace(BRIDGE, reps=12)
    assert decide(more, GOOD, [made(6, BRIDGE, more)], now=NOW).move is Move.HOLD
    assert decide(more, GOOD, [made(7, BRIDGE, more)], now=NOW).move is Move.PROGRESS


def test_staying_is_not_a_change() -> None:
    held = replace(made(0.5, BRIDGE, BRIDGE), move=Move.HOLD)
    assert decide(BRIDGE, GOOD, [held], now=NOW).move is Move.PROGRESS


def test_a_red_session_after_a_change_on_the_same_day_counts() -> None:
    more = replace(BRIDGE, reps=12)
    change = made(1.3, BRIDGE, more)
    evening = session(0.9, R)
    assert evening.at.date() == change.at.date()
    assert decide(more, [evening], [change], now=NOW).move is Move.REGRESS


def test_red_goes_back_the_way_it_came() -> None:
    doses = [replace(BRIDGE, reps=n) for n in (10, 12, 14)]
    history = [made(20, doses[0], doses[1]), made(10, doses[1], doses[2])]
    change = decide(doses[2], [session(3), session(1, R)], history, now=NOW)
    assert change.move is Move.REGRESS
    assert change.after == doses[0]
    assert "two steps back for at least two sessions" in change.reason


def test_after_red_two_sessions_at_the_lower_level_come_first() -> None:
    back = Change(
        at=NOW - timedelta(days=8), move=Move.REGRESS, before=replace(BRIDGE, reps=14),
        after=BRIDGE, reason="x",
    )  # fmt: skip
    red = session(8.1, R)
    assert decide(BRIDGE, [red], [back], now=NOW).move is Move.HOLD
    assert decide(BRIDGE, [red, session(2)], [back], now=NOW).move is Move.HOLD
    assert decide(BRIDGE, [red, session(4), session(2)], [back], now=NOW).move is Move.PROGRESS


@pytest.mark.parametrize(
    "signals", [SessionSignals(morning=A), SessionSignals(leg=A, irritable=True)]
)
def test_irritable_or_worse_next_morning_is_one_step_less(signals: SessionSignals) -> None:
    change = decide(BRIDGE, [session(3), session(1, signals=signals)], now=NOW)
    assert change.move is Move.REDUCE
    assert change.after == replace(BRIDGE, reps=8)


def test_three_red_days_in_14_deload_and_say_so() -> None:
    sessions = [session(13, R), session(6, R), session(1, R)]
    change = decide(BRIDGE, sessions, now=NOW)
    assert change.move is Move.DELOAD
    assert change.see_clinician
    assert "please see your clinician" in change.reason
    assert change.after.sets < BRIDGE.sets
    assert not needs_deload([session(14, R), *sessions[1:]], now=NOW)
    assert not needs_deload([session(1, R), session(1.01, R), session(6, R)], now=NOW)


@pytest.mark.parametrize("signals", [SessionSignals(local=R), SessionSignals(morning=A)])
def test_less_than_the_smallest_dose_is_nothing(signals: SessionSignals) -> None:
    smallest = replace(BRIDGE, sets=1, reps=2)
    change = decide(smallest, [session(1, signals=signals)], now=NOW)
    assert change.after == smallest
    assert change.see_clinician
    assert "leave it out" in change.reason


def test_an_exercise_with_limits_of_its_own_keeps_to_them() -> None:
    """B.18: the side plank is held 3 x 15-20 s, longer than other holds (B.0.5)."""
    assert set(OWN_LIMITS) <= EXERCISE_KEYS
    plank, holds = first_dose("side_plank"), []
    assert (plank.kind, plank.reps, plank.hold_s) == (Kind.HOLD, 3, 15.0)
    assert plank.hold_s > LIMITS[Kind.HOLD].hold_max_s
    while plank.exercise == "side_plank":
        holds.append(plank.hold_s)
        assert plank.reps == 3
        plank = decide(plank, GOOD, now=NOW).after
    assert holds == [15.0, 16.0, 17.0, 18.0, 19.0, 20.0]
    assert plank.exercise == "side_plank_abduction"
    assert STAGES[0].items[0].limits == LIMITS[Kind.HOLD]


def test_undo() -> None:
    change = progressed()
    back = undo(change, now=NOW)
    assert (back.move, back.after) == (Move.UNDO, change.before)
    assert undo(back, now=NOW).after == change.after


def test_sessions_must_be_in_order() -> None:
    with pytest.raises(ValueError, match="oldest first"):
        decide(BRIDGE, GOOD[::-1], now=NOW)


VALUES = ("sets", "reps", "hold_s", "band")
DOSES = [first_dose(key) for key in sorted(EXERCISE_KEYS)] + [STAGES[0].items[0]]
doses = st.builds(
    replace, st.sampled_from(DOSES), sets=st.integers(1, 4), reps=st.integers(1, 20),
    hold_s=st.sampled_from([0.0, 1.0, 2.0, 5.0, 10.0]), band=st.sampled_from(Band),
    side=st.sampled_from(Working),
)  # fmt: skip
maybe = st.none() | st.sampled_from(Signal)
signals = st.builds(
    SessionSignals, local=maybe, leg=maybe, morning=maybe, week=maybe, irritable=st.booleans()
)  # fmt: skip
pasts = st.lists(
    st.builds(
        Session, at=st.datetimes(datetime(2026, 4, 20), datetime(2026, 5, 18)).map(
            lambda at: at.replace(tzinfo=UTC)
        ), signals=signals, full_dose=st.booleans(),
        form_score=st.none() | st.sampled_from([60.0, 90.0, math.nan]),
        effort=st.none() | st.integers(0, 10),
    ), max_size=8,
).map(lambda sessions: sorted(sessions, key=lambda s: s.at))  # fmt: skip


@given(
    current=doses, sessions=pasts, unavailable=st.frozensets(st.sampled_from(sorted(EXERCISE_KEYS)))
)
def test_whatever_happened(
    current: Prescription, sessions: list[Session], unavailable: frozenset[str]
) -> None:
    change = decide(current, sessions, now=NOW, unavailable=unavailable)
    before, after = change.before, change.after
    grown = [name for name in VALUES if getattr(after, name) > getattr(before, name)]
    if after.exercise == before.exercise:
        assert len(grown) <= (change.move is Move.PROGRESS)
    else:
        assert after.exercise not in unavailable
        assert after.band is Band.NONE
    if any(s.signals.worst is R for s in sessions[-1:]):
        assert change.move in (Move.REGRESS, Move.DELOAD)
    if change.move is Move.PROGRESS:
        assert before.kind in (Kind.STRENGTH, Kind.HOLD)
        assert after != before
        if "reps" in grown and after.exercise == before.exercise:
            assert after.reps <= before.limits.reps_max
    elif change.move is not Move.HOLD and after == before:
        assert "leave it out" in change.reason or change.move is Move.DELOAD
    assert change.reason.endswith(".")
    assert change.reason.count(". ") == 0
    assert undo(change, now=NOW).after == current


def test_ladders_and_stages_know_their_exercises() -> None:
    assert {key for ladder in LADDERS for key in ladder} <= EXERCISE_KEYS
    assert len(EXERCISE_KEYS) == 22
    assert easier_than("glute_bridge") is None
    assert harder_than("glute_bridge") == "marching_bridge"
    assert harder_than("hip_thrust") is None
    with pytest.raises(ValueError, match="expected one of"):
        first_dose("star_jump")


@pytest.mark.parametrize("number", range(5))
def test_stages_compose(number: int) -> None:
    programme = compose(number, at=NOW, author_id="c")
    assert [item.exercise for item in programme.items] == [
        item.exercise for item in STAGES[number].items
    ]
    for item in programme.items:
        assert item.reps <= item.limits.reps_max
        assert item.hold_s <= item.limits.hold_max_s
        if item.kind is Kind.STRENGTH:
            assert 2 <= item.sets <= 3
            assert len(item.days) <= 4


@pytest.mark.parametrize(
    ("pain", "night", "stable", "stage"),
    [(0, False, True, 1), (3, False, False, 1), (4, False, True, 1), (4, False, False, 0),
     (5, False, True, 0), (6, False, True, 0), (7, False, True, None), (2, True, True, 0)],
)  # fmt: skip
def test_entry_stage(pain: int, night: bool, stable: bool, stage: int | None) -> None:
    assert entry_stage(pain, night_pain=night, stable=stable) == stage


def test_programme_of_a_day() -> None:
    programme = compose(0, at=NOW, author_id="c")
    assert programme.on(date(2026, 5, 19)) == programme.items
    assert [i.exercise for i in programme.without({"glute_bridge"})] == [
        "sciatic_nerve_slider", "figure_4_stretch",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="each exercise and side once"):
        Programme(at=NOW, stage=1, items=(BRIDGE, BRIDGE), author_id="c")
    with pytest.raises(ValueError, match="stage: expected 0 to 4, got 5"):
        Programme(at=NOW, stage=5, items=(), author_id="c")


def test_dose_in_words_and_limits() -> None:
    dose = replace(BRIDGE, side=Working.EACH, band=Band.LIGHT)
    assert dose.dose_text == "2 × 10, hold 2 s, each side, light band"
    assert dose.reps_a_day == 40
    for wrong in ({"sets": 0}, {"reps": 51}, {"hold_s": -1.0}, {"days": frozenset({7})}):
        with pytest.raises(ValueError, match="expected"):
            replace(BRIDGE, **wrong)


@pytest.mark.parametrize(
    ("step", "seen", "this_week", "last_week", "expected"),
    [
        (0, [G], 0, 0, 0), (0, [G, G], 0, 0, 1), (1, [G, A], 10, 10, 1), (1, [G, G], 0, 30, 2),
        (1, [G, G], 30, 30, 1), (3, [G, R], 0, 30, 2), (0, [R], 0, 0, 0),
        (len(RUN_STEPS) - 1, [G, G], 0, 60, len(RUN_STEPS) - 1),
    ],
)  # fmt: skip
def test_back_to_running(
    step: int, seen: list[Signal], this_week: float, last_week: float, expected: int
) -> None:
    assert (
        next_run(step, seen, run_this_week_min=this_week, run_last_week_min=last_week) == expected
    )


def test_running_grows_by_a_fifth_at_most() -> None:
    minutes = [step.running_min for step in RUN_STEPS]
    assert minutes[:2] == [0, 10]
    assert all(b <= 1.2 * a for a, b in pairwise(minutes[1:]))
    assert RUN_STEPS[0].text == "Walk briskly for 30 minutes."
    assert RUN_STEPS[1].text == "Run 1 minute, walk 1 minute, 10 times."


def runs(*seen: tuple[int, int, Signal | None]) -> list[RunSession]:
    today = NOW.date()
    return [RunSession(on=today - timedelta(days=d), step=s, signal=g) for d, s, g in seen]


@pytest.mark.parametrize(
    ("sessions", "step"),
    [
        ([], 0), (runs((3, 0, G)), 0), (runs((5, 0, G), (3, 0, G)), 1),
        (runs((5, 0, G), (3, 0, None)), 0), (runs((5, 0, A), (3, 0, G)), 0),
        (runs((9, 1, G), (5, 2, G), (3, 2, R)), 1),
        (runs((9, 2, R), (5, 1, G)), 1), (runs((12, 2, R), (9, 1, G), (5, 1, G)), 2),
        (runs((13, 1, G), (5, 1, G), (3, 1, G), (1, 1, G)), 1),
    ],
)  # fmt: skip
def test_the_step_that_is_due(sessions: list[RunSession], step: int) -> None:
    """Two comfortable ones lead higher, a red one lower; the last row would be over a fifth."""
    assert due_step(sessions, today=NOW.date()) == step


def test_a_session_broken_off_does_not_lead_higher() -> None:
    half = replace(runs((3, 0, G))[0], whole=False)
    assert due_step([*runs((5, 0, G)), half], today=NOW.date()) == 0

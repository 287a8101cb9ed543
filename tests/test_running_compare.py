"""Better, same, worse or cannot tell."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.earlier_run import usual_step
from analysis.running_result import RunningResult
from analysis.running_words import difference_sentences, margin_text
from kinematics.landmarks import Side
from running.analysis import analyse
from running.asymmetry import NO_DIFFERENCE, Difference
from running.compare import (
    PRIMARY,
    Change,
    Comparison,
    Session,
    SessionComparer,
    Verdict,
    sem_between_days,
)
from running.events import EventKind, GaitEvent
from running.measure import NO_INTERVAL, Measure, bootstrap_interval
from running.metrics import METRICS
from running.recording import Setup
from tests.running_truth import CLIPS, film, force_plate_runners
from tests.running_walker import stick_runner

clips = pytest.mark.skipif(not CLIPS.exists(), reason="development clips are not here")


def measure(key: str, value: float) -> Measure:
    half_width = 0.1 * METRICS[key].sdd
    return Measure(
        key=key,
        side="right",
        value=value,
        unit=METRICS[key].unit,
        n=30,
        iqr=(value - half_width, value + half_width),
        ci95=(value - half_width, value + half_width),
        sdd=METRICS[key].sdd,
        grade="A",
    )


def session(*measures: Measure, **conditions: object) -> Session:
    base = Session(
        view="right",
        measures=measures,
        frame_rate_hz=120.0,
        speed_kmh=10.0,
        roll_deg=0.0,
        shoes="a",
    )
    return replace(base, **conditions)  # type: ignore[arg-type]


def only(comparison: Comparison) -> Change:
    (change,) = comparison.changes
    return change


@pytest.mark.parametrize(
    ("key", "before", "after", "verdict"),
    [
        ("shank_angle_contact_deg", 12.0, 2.0, Verdict.BETTER),
        ("shank_angle_contact_deg", 2.0, 12.0, Verdict.WORSE),
        ("shank_angle_contact_deg", 8.0, 7.0, Verdict.SAME),
        ("knee_window_ratio", 0.5, 0.8, Verdict.BETTER),
        ("pelvic_drop_deg", 10.0, 4.0, Verdict.BETTER),
        ("trunk_lateral_lean_deg", -9.0, -2.0, Verdict.BETTER),
        ("trunk_lateral_lean_deg", 1.0, -9.0, Verdict.WORSE),
    ],
)
def test_verdicts(key: str, before: float, after: float, verdict: Verdict) -> None:
    change = only(
        SessionComparer().compare(session(measure(key, before)), session(measure(key, after)))
    )
    assert change.verdict is verdict
    assert change.changed == (verdict in (Verdict.BETTER, Verdict.WORSE))
    assert change.reason
    assert change.primary == (key in PRIMARY)


def test_a_clear_change_without_a_better_side_says_so() -> None:
    before, after = (session(measure("knee_flexion_swing_peak_deg", v)) for v in (80.0, 110.0))
    change = only(SessionComparer().compare(before, after))
    assert change.changed
    assert change.verdict is Verdict.CANNOT_TELL
    assert "neither way" in change.reason


def test_the_mdc_comes_from_the_smallest_detectable_difference() -> None:
    key = "shank_angle_contact_deg"
    comparer = SessionComparer()
    change = only(comparer.compare(session(measure(key, 5.0)), session(measure(key, 6.0))))
    assert change.mdc == pytest.approx(METRICS[key].sdd)
    own = SessionComparer(sem_day={key: 0.5})
    change = only(own.compare(session(measure(key, 5.0)), session(measure(key, 8.0))))
    assert change.mdc == pytest.approx(1.96 * np.sqrt(2) * 0.5)
    assert change.verdict is Verdict.WORSE


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ({"view": "rear"}, "Filmed from"),
        ({"speed_kmh": 11.0}, "speed"),
        ({"shoes": "b"}, "shoes"),
    ],
)
def test_other_conditions_forbid_a_verdict(conditions: dict[str, object], words: str) -> None:
    key = "shank_angle_contact_deg"
    before, after = session(measure(key, 12.0)), session(measure(key, 2.0), **conditions)
    comparison = SessionComparer().compare(before, after)
    assert only(comparison).verdict is Verdict.CANNOT_TELL
    assert words in only(comparison).reason
    assert words in comparison.conditions[0]


def test_an_unknown_roll_forbids_a_change_of_a_frontal_angle_only() -> None:
    for key, verdict in (
        ("trunk_lateral_lean_deg", Verdict.CANNOT_TELL),
        ("knee_window_ratio", Verdict.BETTER),
    ):
        low, high = (0.5, 0.8) if key == "knee_window_ratio" else (9.0, 1.0)
        before, after = (session(measure(key, v), roll_deg=None) for v in (low, high))
        assert only(SessionComparer().compare(before, after)).verdict is verdict


def test_other_frame_rates_forbid_times_and_not_angles() -> None:
    for key, verdict in (
        ("contact_time_s", Verdict.CANNOT_TELL),
        ("shank_angle_contact_deg", Verdict.SAME),
    ):
        before = session(measure(key, 0.25))
        after = session(measure(key, 0.25), frame_rate_hz=60.0)
        assert only(SessionComparer().compare(before, after)).verdict is verdict


def test_unknown_measures_say_why() -> None:
    runner = stick_runner(cadence_spm=166.0, fps=60, seconds=8.0)
    one = Session.of(analyse(runner))
    comparison = SessionComparer().compare(one, one)
    assert len(comparison.conditions) == 2  # speed and shoes not known
    for change in comparison.changes:
        known = np.isfinite(change.before)
        assert change.verdict is (Verdict.SAME if known else Verdict.CANNOT_TELL)
        assert known or change.reason.startswith("Not known before: ")


@given(value=st.floats(-50, 50), change=st.floats(-50, 50))
def test_turning_before_and_after_round_turns_the_verdict(value: float, change: float) -> None:
    key = "shank_angle_contact_deg"
    first, second = session(measure(key, value)), session(measure(key, value + change))
    forth = only(SessionComparer().compare(first, second))
    back = only(SessionComparer().compare(second, first))
    mirror = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}
    assert back.verdict is mirror.get(forth.verdict, forth.verdict)
    assert back.change == pytest.approx(-forth.change)


def test_a_reason_has_the_numbers_as_the_table_has_them() -> None:
    for key, before, after, told in (
        ("cadence_spm", 166.0, 178.0, "Cadence: 166.0 → 178.0 /min; "),
        ("contact_time_s", 0.25, 0.2613, "Contact time: 0.250 → 0.261 s; "),
        ("foot_ahead_of_hip_ratio", 0.1, 0.21, "Foot ahead of hip at contact: 0.10 → 0.21; "),
    ):
        first, second = (session(measure(key, value)) for value in (before, after))
        assert only(SessionComparer().compare(first, second)).reason.startswith(told)


def test_noise_between_days_from_three_baselines() -> None:
    key = "shank_angle_contact_deg"
    days = [session(measure(key, v)) for v in (4.0, 5.0, 6.0)]
    assert sem_between_days(days) == {key: pytest.approx(4.303 / 1.96, abs=1e-3)}
    with pytest.raises(ValueError, match="at least 3"):
        sem_between_days(days[:2])


def test_the_bootstrap_interval_covers_the_true_median() -> None:
    rng = np.random.default_rng(5)
    covered = []
    for _ in range(200):
        low, high = bootstrap_interval(rng.normal(10.0, 2.0, 30))
        covered.append(low <= 10.0 <= high)
    assert 0.85 <= np.mean(covered) <= 0.99


def test_a_person_without_a_change_is_seldom_told_of_one_after_three_baselines() -> None:
    key, rng, told = "shank_angle_contact_deg", np.random.default_rng(3), 0
    for _ in range(400):
        runs = [session(measure(key, value)) for value in rng.normal(5.0, 1.0, 4)]
        own = SessionComparer(sem_day=sem_between_days(runs[:3]))
        told += only(own.compare(runs[2], runs[3])).changed
    assert told / 400 < 0.06


@pytest.mark.parametrize("count", [3, 4, 7])
def test_few_steps_have_an_interval_that_holds_them_all(count: int) -> None:
    values = np.array([36.1, 38.4, 35.0, 36.7, 40.2, 36.4, 36.3])[:count]
    assert bootstrap_interval(values) == (values.min(), values.max())


def test_the_margin_reaches_the_farther_end_of_the_interval() -> None:
    lopsided = replace(measure("knee_flexion_contact_deg", 4.85), ci95=(4.19, 7.93))
    assert lopsided.margin == pytest.approx(3.08)
    assert margin_text(lopsided) == "± 3.1°"
    assert margin_text(replace(lopsided, ci95=(4.84, 4.86))) == "± 0.1°"
    assert margin_text(replace(lopsided, ci95=NO_INTERVAL)) == ""


def test_sides_that_were_not_compared_are_not_called_alike() -> None:
    def difference(key: str, reason: str) -> Difference:
        return Difference(
            key=key, value=1.0, unit="deg", ci95=NO_INTERVAL, n=9, shown=not reason, reason=reason
        )

    found = (
        difference("step_time_s", "Only 5 pairs of steps."),
        difference("knee_window_ratio", "Only 5 pairs of steps."),
        difference("trunk_lateral_lean_deg", NO_DIFFERENCE),
        difference("thigh_adduction_deg", ""),
    )
    result = cast(RunningResult, SimpleNamespace(differences=found))
    assert difference_sentences(result) == [
        "Thigh adduction: 1.0° more on the right.",
        "Lateral trunk lean: no difference between left and right that this method can show.",
        "Step time, knee window: left and right cannot be compared. Only 5 pairs of steps.",
    ]


@clips
@pytest.mark.parametrize("view", ["right", "rear"])
def test_two_halves_of_one_clip_are_the_same(view: str) -> None:
    verdicts = []
    for index, runner in enumerate(force_plate_runners()):
        for fps in (60, 120):
            sequence = film(runner, view=view, fps=fps, noise_m=0.006, seed=index)
            half = len(sequence) // 2
            setup = Setup(roll_deg=0.0, focal_px=1500.0, height_cm=175.0)
            first, second = (
                Session.of(analyse(part, setup=setup))
                for part in (sequence[:half], sequence[half:])
            )
            verdicts += [
                c.verdict
                for c in SessionComparer().compare(first, second).changes
                if np.isfinite(c.change)
            ]
    assert len(verdicts) > 30
    assert np.mean([v is Verdict.SAME for v in verdicts]) >= 0.95


def test_the_usual_step_of_a_run_of_another_day_has_the_median_stride() -> None:
    """Strides of 0.9, 0.7 and 0.6 s: the one that begins at 0.9 s, without a toe-off."""
    times = {
        EventKind.IC: (0.0, 0.9, 1.6, 2.2),
        EventKind.MS: (0.1, 1.0, 1.7),
        EventKind.TO: (0.2,),
    }
    events = tuple(
        GaitEvent(side=Side.LEFT, kind=kind, time_s=time_s, confidence=1.0)
        for kind, seconds in times.items()
        for time_s in seconds
    )
    assert usual_step(events, Side.LEFT) == {EventKind.IC: 0.9, EventKind.MS: 1.0}
    assert usual_step(events, Side.RIGHT) == {}

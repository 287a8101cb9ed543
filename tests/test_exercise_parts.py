"""Cues, form score, fault watch and capture grades, each by itself."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from exercises.capture import CaptureTally
from exercises.cues import CueScheduler
from exercises.faults import FaultWatch, bound_seen
from exercises.form import RepForm, form_score, judge_form, stability_of
from exercises.registry import find_exercise, load_exercises
from exercises.results import FormFault, Rep
from exercises.spec import (
    Bound,
    Exercise,
    FaultRule,
    Phase,
    Priority,
    Relative,
    Reliability,
    RepRule,
)
from kinematics.body import Body
from kinematics.landmarks import Side
from kinematics.quality import FrameIssue, Grade, View

BRIDGE = find_exercise("glute_bridge")
NAN = float("nan")


def rep(index: int = 1, *faults: str, **times: Any) -> Rep:
    found = tuple(
        FormFault(key=key, start_s=0, end_s=1, worst_s=0.5, worst=1.0, unit="deg") for key in faults
    )
    fields = {"up_s": 1.4, "down_s": 1.6, "hold_s": 2.0} | times
    return Rep(
        index=index, side="both", start_s=0, peak_s=1, end_s=3, peak_deg=170, rom_deg=45,
        complete=True, faults=found, **fields,
    )  # fmt: skip


def rule_named(key: str, priority: Priority = Priority.COMPENSATION) -> FaultRule:
    return FaultRule(
        key=key,
        meaning=key,
        cue=f"cue {key}",
        phases=frozenset({Phase.PEAK}),
        any_of=((Bound(angle="knee_flexion_deg", above=20.0),),),
        min_duration_s=0.3,
        reliability=Reliability.GOOD,
        priority=priority,
    )


# ---- cues ---------------------------------------------------------------------------------------


def test_one_cue_in_four_seconds_and_one_per_repetition() -> None:
    cues = CueScheduler(exercise=BRIDGE)
    a, b, c = rule_named("a"), rule_named("b"), rule_named("c")
    assert cues.choose(0.0, 2, [a])
    assert cues.choose(9.0, 2, [b]) is None  # same repetition
    cues = CueScheduler(exercise=BRIDGE)
    assert cues.choose(0.0, 2, [a])
    assert cues.choose(3.9, 3, [b]) is None
    assert cues.choose(4.0, 3, [c])


def test_no_cue_while_the_first_repetition_shows_the_own_range() -> None:
    cues = CueScheduler(exercise=BRIDGE)
    assert cues.choose(0.0, 1, [rule_named("a", Priority.SETUP)]) is None
    assert cues.choose(0.5, 2, [rule_named("a", Priority.SETUP)])


def test_same_fault_every_third_repetition() -> None:
    cues, fault = CueScheduler(exercise=BRIDGE), rule_named("a")
    spoken = [n for n in range(1, 9) if cues.choose(10.0 * n, n, [fault])]
    assert spoken == [2, 5, 8]


def test_the_most_urgent_comes_first() -> None:
    cues = CueScheduler(exercise=BRIDGE)
    fired = [rule_named("tempo", Priority.TEMPO), rule_named("setup", Priority.SETUP)]
    cue = cues.choose(0.0, 2, fired)
    assert cue is not None
    assert (cue.key, cue.text, cue.priority) == ("setup", "cue setup", Priority.SETUP)


def test_praise_after_two_clean_repetitions() -> None:
    cues = CueScheduler(exercise=BRIDGE)
    assert cues.choose(0.0, 2, [rule_named("a")])
    assert cues.rep_done(5.0, rep(2, "a")) is None
    assert cues.rep_done(15.0, rep(3)) is None
    praise = cues.rep_done(25.0, rep(4))
    assert praise is not None
    assert (praise.key, praise.text) == ("praise", BRIDGE.praise)
    assert cues.rep_done(35.0, rep(5)) is None  # once


def test_a_relapse_delays_praise() -> None:
    cues = CueScheduler(exercise=BRIDGE)
    cues.choose(0.0, 2, [rule_named("a")])
    told = [cues.rep_done(10.0 * n, rep(n, *f)) for n, f in enumerate(["a", "", "a", "", ""], 2)]
    assert [cue is not None for cue in told] == [False, False, False, False, True]


# ---- form score (B.0.6) -------------------------------------------------------------------------


def test_form_score_is_the_specified_sum() -> None:
    one = RepForm(rom=0.9, stability=0.5, position=0.25, control=0.75, usable=1.0)
    expected = 100 * (0.30 * 0.9 + 0.30 * 0.5 + 0.20 * 0.25 + 0.20 * 0.75)
    assert form_score([one]) == pytest.approx(expected)
    assert form_score([one, replace(one, rom=0.0)]) == pytest.approx(expected - 13.5)


def test_parts_an_exercise_lacks_give_their_weight_away() -> None:
    one = RepForm(rom=1.0, stability=0.5, position=NAN, control=0.5, usable=1.0)
    assert form_score([one]) == pytest.approx(100 * (0.3 + 0.15 + 0.1) / 0.8)


def test_no_score_when_the_top_was_not_seen() -> None:
    one = RepForm(rom=1.0, stability=1.0, position=1.0, control=1.0, usable=0.69)
    assert np.isnan(form_score([one]))
    assert np.isnan(form_score([]))
    assert form_score([replace(one, usable=0.70)]) == pytest.approx(100)


@pytest.mark.parametrize(
    ("severities", "expected"),
    [([0.0, 0.5], 1.0), ([1.0], 0.5), ([1.5, 0.0], 0.5), ([9.0], 0.0), ([NAN, 1.0], 0.5)],
)
def test_stability(severities: list[float], expected: float) -> None:
    assert stability_of(severities) == pytest.approx(expected)
    assert np.isnan(stability_of([NAN]))


def test_control_is_tempo_and_hold() -> None:
    rule = RepRule(signals={}, range_deg=(0, 1), hold_target_s=2.0)
    form = judge_form(rep(up_s=0.35, down_s=0.8, hold_s=1.0), rule, 1.3, [], 1.0, NAN)
    assert form.control == pytest.approx((0.5 + 1.0 + 0.5) / 3)
    assert form.rom == 1.0
    no_hold = replace(rule, hold_target_s=0.0)
    form = judge_form(rep(up_s=0.35, hold_s=0.0), no_hold, 0.6, [], 1.0, NAN)
    assert form.control == pytest.approx(0.75)
    assert form.rom == 0.6


# ---- fault watch --------------------------------------------------------------------------------


def bent(degrees: float) -> Body:
    xy_px = np.full((33, 2), 100.0)
    turn = np.radians(degrees)
    xy_px[23], xy_px[25] = (100, 100), (100, 200)
    xy_px[27] = (100 + 100 * np.sin(turn), 200 + 100 * np.cos(turn))
    return Body(xy_px=xy_px, working=Side.LEFT, near=Side.LEFT, start_xy_px=xy_px)


def watch_through(degrees: list[float], dt: float = 0.1, phase: Phase = Phase.PEAK) -> FaultWatch:
    watch = FaultWatch(rule=rule_named("a"))
    for index, angle in enumerate(degrees):
        watch.update(index * dt, phase, View.SIDE, bent(angle), [1.0] * 33)
    return watch


def test_a_fault_needs_its_duration_and_its_phase() -> None:
    assert watch_through([21.0] * 3).found is None
    found = watch_through([0.0, 21.0, 25.0, 22.0, 21.0]).found
    assert found is not None
    assert (found.start_s, found.end_s) == pytest.approx((0.1, 0.4))
    assert found.unit == "deg"
    assert found.worst == pytest.approx(25.0)
    assert watch_through([40.0] * 9, phase=Phase.UP).found is None


def test_a_fault_clears_at_80_percent() -> None:
    kept = watch_through([21.0] * 4 + [16.5] * 4).found
    assert kept is not None
    assert kept.end_s == pytest.approx(0.7)
    cleared = watch_through([21.0] * 4 + [15.5] + [19.0] * 4).found
    assert cleared is not None
    assert cleared.end_s == pytest.approx(0.3)
    assert watch_through([19.0] * 9).found is None


def test_severity_and_a_new_repetition() -> None:
    watch = watch_through([10.0, 30.0, 0.0])
    assert watch.worst_severity == pytest.approx(1.5)
    watch.start_rep()
    assert np.isnan(watch.worst_severity)
    assert watch.found is None


def test_nobody_is_accused_of_what_is_not_seen() -> None:
    visibility = [1.0] * 33
    bound = Bound(angle="knee_flexion_deg", above=20.0)
    assert bound_seen(bound, bent(30), visibility)
    visibility[27] = 0.59
    assert not bound_seen(bound, bent(30), visibility)
    watch = FaultWatch(rule=rule_named("a"))
    for index in range(9):
        watch.update(index / 10, Phase.PEAK, View.SIDE, bent(60), visibility)
    assert watch.found is None


def test_bounds() -> None:
    ratio = Bound(angle="knee_flexion_deg", below=0.9, relative=Relative.RATIO, neutral=1.0)
    body = Body(xy_px=bent(20).xy_px, working=Side.LEFT, near=Side.LEFT, start_xy_px=bent(40).xy_px)
    assert ratio.value(body) == pytest.approx(0.5)
    assert ratio.severity(0.8) == pytest.approx(2.0)
    assert not ratio.holds(body)
    shift = replace(ratio, relative=Relative.SHIFT, below=None, above=10.0, neutral=0.0)
    assert shift.value(body) == pytest.approx(20.0)
    assert replace(shift, relative=Relative.CHANGE).value(body) == pytest.approx(-20.0)
    with pytest.raises(ValueError, match="exactly one of above and below"):
        Bound(angle="knee_flexion_deg", above=1.0, below=2.0)
    with pytest.raises(ValueError, match="neutral value other than"):
        Bound(angle="knee_flexion_deg", above=0.0)
    with pytest.raises(ValueError, match="angle: expected one of"):
        Bound(angle="pelvic_tilt_deg", above=1.0)


@pytest.mark.parametrize("exercise", load_exercises().values(), ids=lambda e: e.key)
def test_a_repetition_is_read_from_the_landmarks_kept_before_it(exercise: Exercise) -> None:
    start, *poses = np.random.default_rng(3).uniform(200, 800, (6, 33, 2))
    kept = np.full((5, 33, 2), NAN)
    kept[:, exercise.rep.marks] = np.array(poses)[:, exercise.rep.marks]
    assert len(exercise.rep.marks) < 20
    for signal in exercise.rep.signals.values():
        whole, part = (
            Body(xy_px=xy_px, working=Side.LEFT, near=Side.RIGHT, start_xy_px=start)
            for xy_px in (np.array(poses), kept)
        )
        np.testing.assert_array_equal(signal.progress_in(part), signal.progress_in(whole))
        np.testing.assert_array_equal(signal.reported_deg(part), signal.reported_deg(whole))


# ---- capture grade ------------------------------------------------------------------------------


def tally(frames: int = 100, rate_hz: float = 30.0, **counts: Any) -> CaptureTally:
    seen = {"start_seen": True, "still_seen": True, "usable": frames} | counts
    result = CaptureTally(exercise=BRIDGE, **seen)
    for index in range(frames):
        result.add(index / rate_hz)
    return result


def test_a_good_recording() -> None:
    grade = tally().grade(rep_count=3, partial_count=0)
    assert (grade.grade, grade.reasons) == (Grade.A, ())


@pytest.mark.parametrize(
    ("flaw", "words"),
    [
        ({"edge": 26}, "close to the edge"),
        ({"small": 51}, "small in the picture"),
        ({"oblique": 51}, "looks at an angle"),
        ({"still_seen": False}, "No still start position"),
        ({"rate_hz": 12.0}, "Only 12 pictures a second"),
    ],
)
def test_one_flaw_is_grade_b(flaw: dict[str, Any], words: str) -> None:
    grade = tally(**flaw).grade(rep_count=1, partial_count=0)
    assert grade.grade is Grade.B
    assert words in grade.reasons[0]


def test_two_flaws_are_grade_c() -> None:
    grade = tally(edge=50, small=60).grade(rep_count=1, partial_count=0)
    assert grade.grade is Grade.C
    assert tally().grade(rep_count=1, partial_count=0, soft=("Dark.",)).reasons == ("Dark.",)


def test_what_rejects() -> None:
    nobody = tally(usable=5)
    nobody.issues[FrameIssue.NOBODY] = 95
    assert nobody.grade(rep_count=0, partial_count=0).reasons == ("Nobody can be seen.",)
    wrong = tally(usable=20)
    wrong.wrong_views[View.FRONT] = 80
    grade = wrong.grade(rep_count=0, partial_count=0)
    assert grade.grade is Grade.REJECT
    assert grade.reasons[0].startswith("The camera faces the front")
    counted = wrong.grade(rep_count=1, partial_count=0)
    assert counted.grade is Grade.B
    assert counted.reasons[0].startswith("In 80 % of the pictures the body was turned")
    aside = replace(tally(usable=20), exercise=find_exercise("clamshell"))
    aside.wrong_views[View.SIDE] = 80  # from behind, as the model may see it
    assert "front of the body" in aside.grade(rep_count=0, partial_count=0).reasons[0]
    assert "from the side" not in aside.grade(rep_count=0, partial_count=0).reasons[0]
    absent = tally(start_seen=False)
    absent.advices["Lie down."] = 9
    assert absent.grade(rep_count=0, partial_count=0).reasons[0].endswith("Lie down.")
    assert tally(0).grade(rep_count=0, partial_count=0).grade is Grade.REJECT
    none = tally().grade(rep_count=0, partial_count=0)
    assert none.grade is Grade.B
    assert none.reasons == ("No repetition of this exercise was seen: is it the right one?",)

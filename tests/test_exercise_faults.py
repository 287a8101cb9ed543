"""Every fault of every exercise can fire, only in its phases, after its duration; cues are rare."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from analysis.overlays import phase_word
from exercises.coach import ExerciseCoach
from exercises.cues import QUIET_S, SAME_FAULT_REPS
from exercises.presets import with_hold
from exercises.registry import find_exercise, load_exercises
from exercises.results import Feedback
from exercises.spec import (
    Exercise,
    FaultRule,
    Phase,
    RepFaultRule,
    RepQuantity,
    Statistic,
    TraceRule,
)
from kinematics.pose import PoseSequence
from kinematics.quality import View
from tests.synthetic_faults import Provoker
from tests.synthetic_poses import MOTIONS, Studio, Tempo, course_of, minimum_jerk
from tests.synthetic_traces import disturbed

FPS = 15
# Pauses on the way up, at the top and on the way down: (from, to) seconds, within that phase.
PAUSES = {Phase.UP: (2.2, 3.6), Phase.PEAK: (4.4, 6.0), Phase.DOWN: (6.8, 8.2)}
HAS, NEARLY = 1.6, 0.75  # of the limit
POINTS = [
    (0, 0), (1.4, 0), (2.2, 0.55), (3.6, 0.55), (4.4, 1.1), (6.0, 1.1), (6.8, 0.5), (8.2, 0.5),
    (9.0, 0), (10.5, 0),
]  # fmt: skip


def studio_for(exercise: Exercise, rule: FaultRule) -> Studio:
    """In the asked view, or in one from which the rule can be seen."""
    asked = exercise.camera.view
    if rule.views and asked not in rule.views:
        asked = next(view for view in MOTIONS[exercise.key].yaw_deg if view in rule.views)
    return Studio(exercise=exercise, view=asked)


RULES = [(exercise, rule) for exercise in load_exercises().values() for rule in exercise.faults]
every_rule = pytest.mark.parametrize(
    ("exercise", "rule"), RULES, ids=[f"{e.key}-{r.key}" for e, r in RULES]
)


def change_for(
    studio: Studio, rule: FaultRule, xy_px: np.ndarray, phase: Phase, strength: float
) -> np.ndarray:
    """(33, 2) pixels that give a pose (33, 2) of a recording from `xy_px[0]` on the fault."""
    view = studio.view or studio.exercise.camera.view
    provoker = Provoker(
        exercise=studio.exercise,
        signal=studio.exercise.rep.signals[view],
        side=studio.working,
        start_xy_px=xy_px[0],
        strength=strength,
        exact=strength < 1.0,
    )
    at = int(np.mean(PAUSES.get(phase, (0.5, 1.0))) * FPS)
    return provoker.displacement(rule, xy_px[at], phase)


def provoked(
    studio: Studio, rule: FaultRule, phase: Phase, *spans: tuple[float, float, float]
) -> PoseSequence:
    """A repetition with pauses; in each span (from, to, strength) the body has the fault so much.

    The way to have it is that of the middle of the phase.
    """
    time_s, course = course_of(POINTS, FPS)
    clean = studio.film(studio.degrees_for(course), time_s)
    xy_px = clean.xy_px.copy()
    for from_s, to_s, strength in spans:
        change = change_for(studio, rule, clean.xy_px, phase, strength)
        ramp = minimum_jerk((time_s - from_s) / 0.1) - minimum_jerk((time_s - to_s) / 0.1)
        xy_px += ramp[:, None, None] * change
    return replace(clean, xy_px=xy_px)


def run(exercise: Exercise, sequence: PoseSequence) -> tuple[ExerciseCoach, list[Feedback]]:
    coach = ExerciseCoach(exercise, image_size_wh=sequence.image_size_wh)
    told = [coach.update(frame) for frame in sequence]
    coach.finish()
    return coach, told


def found(exercise: Exercise, sequence: PoseSequence, key: str) -> bool:
    """Whether the fault was found; checks that it was only found in its phases."""
    coach, told = run(exercise, sequence)
    rule = next(rule for rule in exercise.faults if rule.key == key)
    faults = [fault for rep in coach.reps for fault in rep.faults if fault.key == key]
    for fault in faults:
        during = {f.phase for f in told if fault.start_s < f.time_s <= fault.end_s}
        assert during <= set(rule.phases) or Phase.REST in rule.phases
        assert fault.end_s - fault.start_s >= rule.min_duration_s - 1e-9
        assert fault.start_s <= fault.worst_s <= fault.end_s
        assert np.isfinite(fault.worst)
    return bool(faults)


VIEWS = [(e, view) for e in load_exercises().values() for view in MOTIONS[e.key].yaw_deg]


@pytest.mark.parametrize(("exercise", "view"), VIEWS, ids=[f"{e.key}-{v}" for e, v in VIEWS])
def test_clean_repetitions_have_no_fault(exercise: Exercise, view: View) -> None:
    tempo = Tempo(up=1.5, hold=exercise.rep.hold_target_s + 0.5, down=1.5)
    sequence, _ = Studio(exercise=exercise, view=view).perform((1.1,), tempo=tempo, fps=20)
    coach, _ = run(exercise, sequence)
    assert [rep.faults for rep in coach.reps] == [()]


ALWAYS = (-1.0, 20.0)


@every_rule
def test_every_fault_can_fire_and_only_in_its_phases(exercise: Exercise, rule: FaultRule) -> None:
    studio = studio_for(exercise, rule)
    if Phase.REST in rule.phases:
        assert found(exercise, provoked(studio, rule, Phase.REST, (*ALWAYS, HAS)), rule.key)
        return
    for phase in set(PAUSES) - rule.phases:
        found(exercise, provoked(studio, rule, phase, (*PAUSES[phase], HAS)), rule.key)
    assert any(
        found(exercise, provoked(studio, rule, phase, (*PAUSES[phase], HAS)), rule.key)
        for phase in PAUSES
        if phase in rule.phases
    )


@every_rule
def test_a_fault_that_is_brief_or_nearly_there_is_forgiven(
    exercise: Exercise, rule: FaultRule
) -> None:
    studio, (from_s, to_s) = studio_for(exercise, rule), PAUSES[Phase.PEAK]
    if Phase.REST in rule.phases:  # judged once: it has no duration
        spans, phase = [(*ALWAYS, NEARLY)], Phase.REST
    else:
        brief = (from_s + 0.1, from_s + 0.1 + 0.3 * rule.min_duration_s, HAS)
        spans, phase = [brief, (from_s + 0.6, to_s, NEARLY)], Phase.PEAK
    assert not found(exercise, provoked(studio, rule, phase, *spans), rule.key)


REP_RULES = [(e, rule) for e in load_exercises().values() for rule in e.rep_faults]


@pytest.mark.parametrize(
    ("exercise", "rule"), REP_RULES, ids=[f"{e.key}-{r.key}" for e, r in REP_RULES]
)
def test_faults_of_whole_repetitions(exercise: Exercise, rule: RepFaultRule) -> None:
    studio = Studio(exercise=exercise)
    good = Tempo(up=1.6, hold=exercise.rep.hold_target_s + 0.8, down=2.0)
    bad = {
        RepQuantity.PEAK: (0.6, good),
        RepQuantity.UP: (1.1, Tempo(up=0.45, hold=3.0, down=2.0)),
        RepQuantity.DOWN: (1.1, Tempo(up=1.6, hold=3.0, down=0.6 * rule.below)),
        RepQuantity.HOLD: (1.1, Tempo(up=0.9, hold=0.0, down=0.9)),
    }
    top, tempo = bad[rule.quantity]
    if math.isfinite(rule.above):
        tempo = Tempo(up=1.6, hold=rule.above + 2.0, down=2.0)
    coach, _ = run(exercise, studio.perform((top,), tempo=tempo, fps=20)[0])
    assert rule.key in {fault.key for fault in coach.reps[0].faults}


@pytest.mark.parametrize("exercise", load_exercises().values(), ids=load_exercises())
def test_a_good_tempo_has_no_fault(exercise: Exercise) -> None:
    good = Tempo(up=1.6, hold=exercise.rep.hold_target_s + 0.8, down=2.0)
    coach, _ = run(exercise, Studio(exercise=exercise).perform((1.1,), tempo=good, fps=20)[0])
    assert coach.reps[0].faults == ()
    assert coach.form_score > 79  # all but, perhaps, the position


@pytest.mark.parametrize("exercise", load_exercises().values(), ids=load_exercises())
def test_what_is_nearly_too_short_or_too_quick_is_spared(exercise: Exercise) -> None:
    """The ways take their least time / 0.75, so does the hold; the top is just reached."""
    rule = exercise.rep
    longest = [f.above for f in exercise.rep_faults if math.isfinite(f.above)]  # of a hold
    ends_s = 1.0  # of the ways there and back, near the top, that count as hold
    hold = NEARLY * longest[0] - ends_s if longest else rule.hold_target_s / NEARLY
    tempo = Tempo(
        up=max(rule.up_min_s, 0.5) / NEARLY, hold=hold, down=max(rule.down_min_s, 0.5) / NEARLY
    )
    coach, _ = run(exercise, Studio(exercise=exercise).perform((1.03,), tempo=tempo, fps=30)[0])
    assert [rep.complete for rep in coach.reps] == [True]
    assert coach.reps[0].faults == ()


@every_rule
def test_what_no_camera_sees_is_not_claimed(exercise: Exercise, rule: FaultRule) -> None:
    """Which muscle works, or how the low back curves, is told as a possibility (rule 5)."""
    assert not re.search(r"\b(takes|took) over\b|\bback bends\b", rule.meaning)


TRACES = [(e, rule) for e in load_exercises().values() for rule in e.traces]
TRACE_SPANS = {  # while the body is where the rule looks
    frozenset({Phase.PEAK}): (4.4, 6.0),
    frozenset({Phase.UP}): (2.3, 3.5),
    frozenset({Phase.UP, Phase.PEAK, Phase.DOWN}): (2.4, 8.0),
}


@pytest.mark.parametrize(("exercise", "rule"), TRACES, ids=[f"{e.key}-{r.key}" for e, r in TRACES])
def test_faults_in_the_course_of_an_angle(exercise: Exercise, rule: TraceRule) -> None:
    studio = Studio(exercise=exercise)
    time_s, course = course_of(POINTS, 24)
    clean = studio.film(studio.degrees_for(course), time_s)
    span_s = TRACE_SPANS[rule.phases]
    if rule.statistic is Statistic.SWINGS:
        span_s = (4.4, 6.0)
    elif rule.statistic is Statistic.OPPOSITE:
        span_s = (0.0, 10.5)
    found = {}
    for strength in (0.0, 0.75, 1.6):
        sequence = disturbed(
            clean, exercise, rule, side=studio.working, span_s=span_s, strength=strength
        )
        coach, _ = run(exercise, sequence)
        assert len(coach.reps) == 1
        found[strength] = [fault for fault in coach.reps[0].faults if fault.key == rule.key]
    assert (found[0.0], found[0.75]) == ([], [])
    (fault,) = found[1.6]
    assert fault.worst > rule.above
    assert coach.reps[0].start_s - 0.5 <= fault.start_s <= fault.end_s <= coach.reps[0].end_s + 0.5


def test_the_timer_of_a_stretch_waits_while_the_body_moves() -> None:
    stretch = find_exercise("figure_4_stretch")
    points = [(0, 0), (1.5, 0), (3, 1.3), (9, 1.3), (11, 2.2), (13, 1.3), (19, 1.3), (20.5, 0)]
    studio = Studio(exercise=stretch)
    time_s, course = course_of([*points, (22, 0)], 20)
    coach, told = run(stretch, studio.film(studio.degrees_for(course), time_s))
    # At the top from 2.6 to 19.6 s, faster than 5 degrees a second for 2.7 s and on the way there.
    assert coach.reps[0].hold_s == pytest.approx(13.7, abs=0.6)
    assert max(feedback.hold_s for feedback in told) == pytest.approx(13.7, abs=0.6)


@pytest.mark.parametrize("fps", [15, 30])
@pytest.mark.parametrize(("spread", "together"), [(0.15, True), (0.22, False)])
def test_feet_that_come_together_in_a_band_walk(spread: float, together: bool, fps: int) -> None:
    walk = find_exercise("lateral_band_walk")
    closed = 2.0 * math.degrees(math.asin(spread / 2))
    points, at_s = [(0.0, 15.5), (1.5, 15.5)], 1.5
    for took_s, to_deg in [(0.6, 29.0), (0.3, 29.0), (0.8, closed), (0.5, closed)] * 4:
        at_s += took_s
        points.append((at_s, to_deg))
    time_s, degrees = course_of([*points, (at_s + 1.0, closed)], fps)
    coach, _ = run(walk, Studio(exercise=walk).film(degrees, time_s, noise_px=0.35))
    assert coach.rep_count == 4
    found = [[fault.key for fault in rep.faults] for rep in coach.reps]
    assert found == [["feet_together"] if together else []] * 4


TIMED = [e for e in load_exercises().values() if np.isfinite(e.rep.still_max_deg_s)]


@pytest.mark.parametrize("exercise", TIMED, ids=[e.key for e in TIMED])
def test_a_hold_that_was_begun_before_the_recording_is_timed(exercise: Exercise) -> None:
    studio, hold_s = Studio(exercise=exercise), exercise.rep.hold_target_s + 3.0
    points = [(0, 1.4), (hold_s, 1.4), (hold_s + 1.5, 0), (hold_s + 4, 0)]
    again = [(hold_s + 5.5, 1.4), (2 * hold_s + 5.5, 1.4), (2 * hold_s + 7, 0), (2 * hold_s + 9, 0)]
    time_s, course = course_of([*points, *again], 20)
    coach, told = run(exercise, studio.film(studio.degrees_for(course), time_s, noise_px=1.0))
    assert [rep.complete for rep in coach.reps] == [True, True]
    assert [rep.hold_s for rep in coach.reps] == pytest.approx([hold_s, hold_s], abs=0.8)
    assert next(f.hold_s for f in told if f.time_s >= 5) == pytest.approx(5, abs=0.8)
    assert not any(rep.faults for rep in coach.reps)


@pytest.mark.parametrize("exercise", TIMED, ids=[e.key for e in TIMED])
def test_the_timer_of_a_hold_stops_when_the_position_is_lost(exercise: Exercise) -> None:
    lost = [(9, 1.4), (10, 0.4), (12, 0.4), (13, 1.4)]
    points = [(0, 0), (1.5, 0), (3, 1.4), *lost, (16, 1.4), (17.5, 0), (19, 0)]
    studio = Studio(exercise=exercise)
    time_s, course = course_of(points, 20)
    coach, told = run(exercise, studio.film(studio.degrees_for(course), time_s))
    assert max(f.hold_s for f in told if f.time_s < 9) == pytest.approx(6.0, abs=0.8)
    assert not any(f.hold_s for f in told if 10 < f.time_s < 12)
    assert [rep.hold_s for rep in coach.reps] == pytest.approx([6.0], abs=0.8)


# ---- the person's own range ---------------------------------------------------------------------

OWN = (0.72, 0.75, 0.7, 0.68, 0.3, 0.72)


@pytest.mark.parametrize("key", load_exercises())
def test_a_limited_range_is_counted_and_coached_as_it_is(key: str) -> None:
    exercise = find_exercise(key)
    exercise = with_hold(exercise, min(exercise.rep.hold_target_s, 2.0))
    tempo = Tempo(up=1.5, hold=exercise.rep.hold_target_s + 0.5, down=1.5)
    sequence, _ = Studio(exercise=exercise).perform(OWN, tempo=tempo, fps=15)
    coach, told = run(exercise, sequence)
    assert [rep.complete for rep in coach.reps[:3]] == [True] * 3
    assert coach.rep_count == 5
    assert all(rep.faults == () for rep in coach.reps if rep.complete)
    assert [f.rep_count for f in told if f.rep][:4] == [0, 0, 3, 4]
    near, far = exercise.rep.range_deg
    assert coach.range_deg[0] < near
    assert coach.range_deg[1] == far


def test_a_full_range_keeps_the_target_of_the_library() -> None:
    bridge = find_exercise("glute_bridge")
    sequence, _ = Studio(exercise=bridge).perform((1.15, 0.7, 0.7, 0.7, 1.15), fps=20)
    coach, _ = run(bridge, sequence)
    assert [rep.complete for rep in coach.reps] == [True, False, False, False, True]
    assert coach.range_deg == pytest.approx(bridge.rep.range_deg)


def test_up_and_down_are_those_of_the_body() -> None:
    squat = find_exercise("squat")
    quick_down = Tempo(up=0.45, hold=0.6, down=2.0)
    sequence, _ = Studio(exercise=squat).perform((1.1,), tempo=quick_down, fps=30)
    coach, told = run(squat, sequence)
    assert [fault.key for fault in coach.reps[0].faults] == ["down_too_fast"]
    hips_y = np.nanmean(sequence.xy_px[:, [23, 24], 1], axis=1)
    sinking = np.gradient(hips_y) > 0
    words = np.array([phase_word(feedback.phase, squat.rep) for feedback in told])
    assert np.all(sinking[words == "Down"])
    assert not np.any(sinking[words == "Up"])
    assert {"Ready", "Down", "Reached", "Up"} <= set(words)
    bridge = find_exercise("glute_bridge").rep
    assert [phase_word(phase, bridge) for phase in (Phase.UP, Phase.PEAK, Phase.DOWN)] == [
        "Up", "Hold", "Down",
    ]  # fmt: skip


HASTY = [
    (exercise, rule.key)
    for exercise in load_exercises().values()
    for rule in exercise.rep_faults
    if rule.quantity is RepQuantity.UP and rule.key in ("up_too_fast", "down_too_fast")
]


@pytest.mark.parametrize(("exercise", "key"), HASTY, ids=[f"{e.key}-{key}" for e, key in HASTY])
def test_cues_are_rare_and_praise_follows(exercise: Exercise, key: str) -> None:
    studio = Studio(exercise=exercise)
    hold = exercise.rep.hold_target_s + 0.6
    hasty = Tempo(lead=1.2, up=0.45, hold=hold, down=1.2, rest=0.5, tail=0.1)
    calm = Tempo(lead=0.4, up=1.4, hold=hold, down=1.4, rest=0.6)
    first, _ = studio.perform((1.1,) * 7, tempo=hasty, fps=15)
    then, _ = studio.perform((1.1,) * 3, tempo=calm, fps=15)
    sequence = PoseSequence(
        time_s=np.arange(len(first) + len(then)) / 15,
        xy_px=np.concatenate([first.xy_px, then.xy_px]),
        visibility=np.concatenate([first.visibility, then.visibility]),
        world_m=np.concatenate([first.world_m, then.world_m]),
        image_size_wh=first.image_size_wh,
    )
    coach, told = run(exercise, sequence)
    assert coach.rep_count == 10
    spoken = [(f.time_s, f.rep.index if f.rep else -1, f.cue) for f in told if f.cue]
    assert np.all(np.diff([time_s for time_s, _, _ in spoken]) >= QUIET_S)
    corrected = [index for _, index, cue in spoken if cue.key == key]
    assert corrected[0] == 2  # the first repetition is left alone
    assert len(corrected) >= 2
    assert np.all(np.diff(corrected) >= SAME_FAULT_REPS)
    assert [index for _, index, cue in spoken if cue.key == "praise"] == [9]
    assert {cue.text for _, _, cue in spoken if cue.key == "praise"} == {exercise.praise}


def test_unknown_exercise() -> None:
    with pytest.raises(ValueError, match="There is no exercise 'sit_up'"):
        find_exercise("sit_up")

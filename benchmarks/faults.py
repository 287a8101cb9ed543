"""How surely each form fault is found: injected into recordings, and nearly.

``python -m benchmarks.faults`` takes repetitions of the development clips and of the synthetic body
(0.35 pixels of noise, as a rendered clip has from picture to picture). Into each that does not have
a fault it is put at 1.6 times its limit, which must be found, and at 0.75 times, which must not.
Faults are put into landmarks: this tests the rules and the engine, not the pose model. Faults of a
small range are not in it (they are tested with the synthetic body), nor repetitions in which a rule
cannot be judged, because of the view or of what is not seen well enough (specification B.0.2).
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.interpolate import interp1d

from benchmarks.clip_library import CLIPS, REAL, RENDERED, load_landmarks
from exercises.coach import ExerciseCoach
from exercises.faults import bound_seen
from exercises.registry import load_exercises
from exercises.results import Rep
from exercises.spec import (
    Bound,
    Exercise,
    FaultRule,
    Phase,
    RepFaultRule,
    RepQuantity,
    RepSignal,
    Rule,
    Sides,
    Statistic,
    TraceRule,
)
from kinematics.body import Body, Limb
from kinematics.landmarks import Side
from kinematics.pose import PoseFrame, PoseSequence
from tests.synthetic_body import Array
from tests.synthetic_faults import Provoker
from tests.synthetic_poses import MOTIONS, Studio, Tempo, minimum_jerk
from tests.synthetic_traces import disturbed

HAS, NEARLY = 1.6, 0.75
BEFORE_S, AFTER_S = 3.0, 1.5
REPS_OF_A_CLIP = 2
AT_TOP_S = 0.3
SEEN_MIN = 0.9
LONGER_S = 0.45  # than its least duration is a fault put in: it needs some time to come and go


@dataclass(frozen=True, kw_only=True)
class Case:
    """One recorded repetition, cut out with what comes before and after.

    start_xy_px  the pose (33, 2) from which the repetition was measured
    judged       the faults that can be judged: from where the camera stands, with what it sees
    """

    exercise: Exercise
    sequence: PoseSequence
    rep: Rep
    side: Side
    near: Side
    start_xy_px: Array
    judged: frozenset[str]
    signal: RepSignal

    @property
    def asked(self) -> Side | None:
        """The side to tell the coach."""
        return None if self.exercise.sides is Sides.BOTH else self.side

    def faults(self, sequence: PoseSequence) -> set[str] | None:
        """The faults of the repetition in a changed recording; None when it is not counted."""
        rep = self.rep_in(_coach(self.exercise, sequence, self.asked))
        return None if rep is None else {fault.key for fault in rep.faults}

    def rep_in(self, coach: ExerciseCoach) -> Rep | None:
        """The repetition as a coach measured it, whose neighbours may be cut."""
        rep = max(coach.reps, key=self._overlap_s, default=None)
        return rep if rep is not None and self._overlap_s(rep) > 0 else None

    def _overlap_s(self, rep: Rep) -> float:
        return min(rep.end_s, self.rep.end_s) - max(rep.start_s, self.rep.start_s)


@dataclass(frozen=True, kw_only=True)
class Score:
    """Of one rule: how many repetitions with the fault had it found, and nearly so."""

    exercise: str
    rule: str
    source: str
    faulty: int
    found: int
    nearly: int
    spared: int


def _coach(exercise: Exercise, sequence: PoseSequence, side: Side | None) -> ExerciseCoach:
    coach = ExerciseCoach(exercise, image_size_wh=sequence.image_size_wh, side=side)
    for frame in sequence:
        coach.update(frame)
    coach.finish()
    return coach


def cases_of(
    exercise: Exercise, sequence: PoseSequence, *, most: int = REPS_OF_A_CLIP
) -> Iterator[Case]:
    """The repetitions of a recording that are counted when cut out of it."""
    for rep in _coach(exercise, sequence, None).reps[:most]:
        time_s = sequence.time_s
        inside = (time_s >= rep.start_s - BEFORE_S) & (time_s <= rep.end_s + AFTER_S)
        cut = sequence[int(np.argmax(inside)) : int(np.argmax(inside)) + int(inside.sum())]
        side = None if exercise.sides is Sides.BOTH else Side(rep.side)
        case = _case(exercise, cut, side, rep.peak_s)
        if case is not None:
            yield case


def _case(
    exercise: Exercise, sequence: PoseSequence, asked: Side | None, peak_s: float
) -> Case | None:
    """The repetition whose top is there, as it is measured in the recording cut out."""
    coach = ExerciseCoach(exercise, image_size_wh=sequence.image_size_wh, side=asked)
    start_xy_px: Array | None = None
    seen: dict[str, list[bool]] = {rule.key: [] for rule in exercise.rules}
    for frame in sequence:
        told = coach.update(frame)
        if abs(frame.time_s - peak_s) > AT_TOP_S or coach.start_xy_px is None:
            continue
        start_xy_px = coach.start_xy_px if told.phase is not Phase.REST else start_xy_px
        for rule in exercise.rules:
            seen[rule.key].append(_judged(coach, rule, frame))
    coach.finish()
    reps = [one for one in coach.reps if abs(one.peak_s - peak_s) < 0.3]
    if not reps or start_xy_px is None:
        return None
    return Case(
        exercise=exercise,
        sequence=sequence,
        rep=reps[0],
        side=asked or coach.near,
        near=coach.near,
        start_xy_px=start_xy_px,
        judged=frozenset(key for key, each in seen.items() if np.mean(each) >= SEEN_MIN),
        signal=coach.signal,
    )


def _judged(coach: ExerciseCoach, rule: Rule, frame: PoseFrame) -> bool:
    """Whether the rule can be judged now, and all that it reads is seen well enough."""
    if not coach.judges(rule) or isinstance(rule, RepFaultRule):
        return coach.judges(rule)
    working = coach.side_of(Limb.WORKING)
    body = Body(xy_px=frame.xy_px, working=working, near=coach.near, start_xy_px=frame.xy_px)
    visibility = frame.visibility.tolist()
    if isinstance(rule, TraceRule):
        bounds = [Bound(angle=angle, limb=rule.limb, above=np.inf) for angle in rule.angles]
        return all(bound_seen(bound, body, visibility) for bound in bounds)
    return all(bound_seen(b, body, visibility) for b in rule.any_of[0])


def injected(case: Case, rule: Rule, strength: float) -> PoseSequence | None:
    """The recording with the fault at that strength; None where the rule cannot act."""
    if isinstance(rule, TraceRule):
        return _traced(case, rule, strength)
    if isinstance(rule, RepFaultRule):
        return _hurried(case, rule, strength)
    if rule.phases == frozenset({Phase.PEAK}) and case.rep.hold_s < rule.min_duration_s + 0.3:
        return None
    return _displaced(case, rule, strength)


def _displaced(case: Case, rule: FaultRule, strength: float) -> PoseSequence:
    """The landmarks moved about the top, or throughout for a rule of the start pose."""
    rep, time_s, xy_px = case.rep, case.sequence.time_s, case.sequence.xy_px
    at_rest = Phase.REST in rule.phases
    leave_s = max(rep.end_s - rep.down_s, rep.peak_s)
    first_s, last_s = rep.peak_s - 0.15, leave_s + 0.15
    if rule.phases != frozenset({Phase.PEAK}):
        first_s, last_s = first_s - 0.15 * rep.up_s, last_s + 0.15 * rep.down_s
    short_s = max(0.0, rule.min_duration_s + LONGER_S - (last_s - first_s))
    first_s, last_s = first_s - 0.5 * short_s, last_s + 0.5 * short_s
    provoker = Provoker(
        exercise=case.exercise,
        signal=case.signal,
        side=case.side,
        near=case.near,
        start_xy_px=case.start_xy_px,
        strength=strength,
        exact=strength < 1.0,
    )
    phase = Phase.REST if at_rest else Phase.PEAK
    turns_s = [rep.peak_s - 0.15, rep.peak_s, (rep.peak_s + leave_s) / 2, leave_s, leave_s + 0.15]
    moments = [rep.start_s] if at_rest else sorted({first_s, *turns_s, last_s})
    changes: list[Array] = []
    for moment_s in moments:
        like = changes[-1] if changes else None
        changes.append(provoker.displacement(rule, _pose_at(case, moment_s), phase, like=like))
    if at_rest:
        return replace(case.sequence, xy_px=xy_px + changes[0])
    change = interp1d(moments, np.array(changes), axis=0)(np.clip(time_s, first_s, last_s))
    ramp = minimum_jerk((time_s - first_s) / 0.1) - minimum_jerk((time_s - last_s) / 0.1)
    return replace(case.sequence, xy_px=xy_px + ramp[:, None, None] * change)


def _pose_at(case: Case, moment_s: float) -> Array:
    """Median pose (33, 2) of a tenth of a second."""
    near = np.abs(case.sequence.time_s - moment_s) <= 0.06
    near[np.argmin(np.abs(case.sequence.time_s - moment_s))] = True
    return np.asarray(np.nanmedian(case.sequence.xy_px[near], axis=0))


def _traced(case: Case, rule: TraceRule, strength: float) -> PoseSequence | None:
    rep = case.rep
    span_s = (rep.start_s + 0.2, rep.end_s - 0.2)
    if rule.phases == frozenset({Phase.PEAK}) or rule.statistic is Statistic.SWINGS:
        span_s = (rep.peak_s, rep.end_s - rep.down_s)
    elif rule.phases == frozenset({Phase.UP}):
        span_s = (rep.start_s + 0.4 * rep.up_s, rep.peak_s)
    elif rule.statistic is Statistic.OPPOSITE:
        span_s = (rep.start_s - 1.0, rep.end_s + 1.0)
    if span_s[1] - span_s[0] < 0.5:
        return None

    def changed(share: float) -> PoseSequence:
        return disturbed(
            case.sequence, case.exercise, rule, side=case.side, span_s=span_s, strength=share
        )

    if strength > 1.0 or rule.statistic in (Statistic.SWINGS, Statistic.OPPOSITE):
        return changed(strength)
    return _nearly(case, rule, changed, strength)


def _nearly(
    case: Case, rule: TraceRule, changed: Callable[[float], PoseSequence], strength: float
) -> PoseSequence | None:
    """What the body did anyway counts too: the disturbance that brings both to `strength`."""
    least, most = 0.0, strength
    if not _statistic(case, rule, changed(least)) <= strength * rule.above:
        return None
    for _ in range(4):
        middle = (least + most) / 2
        fits = _statistic(case, rule, changed(middle)) <= strength * rule.above
        least, most = (middle, most) if fits else (least, middle)
    return changed(least)


def _statistic(case: Case, rule: TraceRule, sequence: PoseSequence) -> float:
    """What the rule compares with its limit, in the repetition; NaN when that is not counted."""
    exercise = replace(case.exercise, traces=(replace(rule, above=-np.inf),))
    rep = case.rep_in(_coach(exercise, sequence, case.asked))
    faults = () if rep is None else rep.faults
    return next((fault.worst for fault in faults if fault.key == rule.key), float("nan"))


def _hurried(case: Case, rule: RepFaultRule, strength: float) -> PoseSequence | None:
    """Another tempo: the way up, the way down or the hold takes a part of its least time."""
    rep = case.rep
    spans = {
        RepQuantity.UP: (rep.start_s, rep.peak_s),
        RepQuantity.DOWN: (rep.end_s - rep.down_s, rep.end_s),
        RepQuantity.HOLD: (rep.peak_s, rep.end_s - rep.down_s),
    }
    if rule.quantity is RepQuantity.PEAK:
        return None
    first_s, last_s = spans[rule.quantity]
    took_s = last_s - first_s
    wanted_s = rule.below / strength if np.isfinite(rule.below) else rule.above * strength
    if took_s < 0.15:
        return None
    if rule.quantity is RepQuantity.HOLD:  # the ends of the ways count as hold
        wanted_s += took_s - rep.hold_s
        if wanted_s < 0.02:
            return None
    else:
        first_s, last_s = first_s - 0.15, last_s + 0.15
    time_s = case.sequence.time_s
    warped = first_s + np.clip(time_s - first_s, 0.0, last_s - first_s) * wanted_s / took_s
    warped += np.minimum(time_s - first_s, 0.0) + np.maximum(time_s - last_s, 0.0)
    return replace(case.sequence, time_s=warped)


def score(exercise: Exercise, rule: Rule, cases: Sequence[Case], source: str) -> Score:
    """Sensitivity and specificity of one rule over cases that do not have the fault."""
    told: dict[float, list[bool]] = {HAS: [], NEARLY: []}
    for case in cases:
        if rule.key not in case.judged:
            continue
        clean = case.faults(case.sequence)
        if clean is None or rule.key in clean:
            continue
        for strength, answers in told.items():
            changed = injected(case, rule, strength)
            found = None if changed is None else case.faults(changed)
            if found is not None:
                answers.append(rule.key in found)
    return Score(
        exercise=exercise.key,
        rule=rule.key,
        source=source,
        faulty=len(told[HAS]),
        found=sum(told[HAS]),
        nearly=len(told[NEARLY]),
        spared=len(told[NEARLY]) - sum(told[NEARLY]),
    )


def recorded_cases(exercise: Exercise) -> list[Case]:
    """Repetitions of the exercise in the development clips."""
    clips = [c for c in (*RENDERED, *REAL) if c.exercise == exercise.key and c.reps]
    return [case for clip in clips for case in cases_of(exercise, load_landmarks(clip.path))]


def synthetic_cases(exercise: Exercise) -> list[Case]:
    """Repetitions of the synthetic body in every view, with noise."""
    tempo = Tempo(up=1.5, hold=min(exercise.rep.hold_target_s, 4.0) + 1.2, down=1.7)
    return [
        case
        for view in MOTIONS[exercise.key].yaw_deg
        for seed in (1,)
        for case in cases_of(
            exercise,
            Studio(exercise=exercise, view=view).perform(
                (1.1, 1.2), tempo=tempo, fps=20, noise_px=0.35, seed=seed
            )[0],
        )
    ]


def main() -> int:
    """Print the table; exercises named on the command line, or all."""
    print(f"{'exercise':26} {'fault':22} {'source':10} {'sensitivity':>14} {'specificity':>14}")
    scores = []
    for key in sys.argv[1:] or load_exercises():
        exercise = load_exercises()[key]
        groups = {"synthetic": synthetic_cases(exercise)}
        if CLIPS.exists():
            groups["recorded"] = recorded_cases(exercise)
        for rule in exercise.rules:
            for source, cases in groups.items():
                one = score(exercise, rule, cases, source)
                scores.append(one)
                if one.faulty or source == "synthetic":
                    print(_line(one), flush=True)
    for source in ("synthetic", "recorded"):
        print(_line(_total([one for one in scores if one.source == source], source)))
    return 0


def _total(scores: Sequence[Score], source: str) -> Score:
    sums = {
        name: sum(getattr(one, name) for one in scores)
        for name in ("faulty", "found", "nearly", "spared")
    }
    return Score(exercise="all", rule="", source=source, **sums)


def _line(one: Score) -> str:
    def share(part: int, whole: int) -> str:
        return f"{part}/{whole} {part / whole:5.2f}" if whole else "-"

    return (
        f"{one.exercise:26} {one.rule:22} {one.source:10} {share(one.found, one.faulty):>14} "
        f"{share(one.spared, one.nearly):>14}"
    )


if __name__ == "__main__":
    sys.exit(main())

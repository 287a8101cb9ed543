"""Which exercise is this? A proposal with a confidence; "unsure", with candidates, otherwise.

Every exercise tries to count the recording with the one engine there is. It counts a repetition
only where the camera's view, the start position, the posture and the way of its driving angle all
fit, so who counts is a candidate. Where two count the same movement, the more particular one is
meant (`Exercise.also_fits`). Nothing is learnt from examples.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from exercises.coach import ExerciseCoach
from exercises.results import Feedback, Rep
from exercises.spec import Exercise, Sides
from kinematics.landmarks import Side
from kinematics.pose import PoseFrame, PoseSequence

LOOK_HZ = 15.0  # enough for repetitions of 0.8 s, and 22 exercises have to look
UNKNOWN = 0.5  # repetitions' worth of doubt: that it is none of these exercises
SURE_MIN = 0.75  # one repetition alone does not reach it, two do
FIT_MIN = 0.5
CANDIDATES_MAX = 3


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An exercise that may be the one.

    side        the working leg; None = both legs, in turn, or not known
    full        full repetitions found · partial  half-way ones
    fit         share of the pictures, from its first to its last repetition (without any: of all),
                in which view and posture were those of the exercise
    confidence  share of everybody's repetitions, `UNKNOWN` counted in; partial ones count half
    """

    exercise: Exercise
    side: Side | None
    full: int
    partial: int
    fit: float
    confidence: float

    @property
    def sure(self) -> bool:
        """True when it may be used without asking; one leg must be known where one leg works."""
        known = self.exercise.sides is not Sides.ASKED or self.side is not None
        return known and self.confidence >= SURE_MIN and self.fit >= FIT_MIN


@dataclass(frozen=True, kw_only=True)
class Recognition:
    """What a recording may show: candidates, the likeliest first, at most three; perhaps none."""

    candidates: tuple[Candidate, ...]

    @property
    def sure(self) -> Candidate | None:
        """The one exercise that it is, or None: then a person has to say."""
        best = self.candidates[0] if self.candidates else None
        return best if best is not None and best.sure else None


@dataclass(frozen=True, kw_only=True)
class _Attempt:
    """What one exercise found in the recording."""

    exercise: Exercise
    reps: Sequence[Rep]
    told: Sequence[Feedback]
    near_start: bool

    @property
    def evidence(self) -> float:
        """Repetitions; a partial one is half."""
        return sum(1.0 if rep.complete else 0.5 for rep in self.reps)

    @property
    def fit(self) -> float:
        """Share of the pictures that could be judged, see `Candidate`."""
        span = (self.reps[0].start_s, self.reps[-1].end_s) if self.reps else (-np.inf, np.inf)
        judged = [t.issue is None for t in self.told if span[0] <= t.time_s <= span[1]]
        return float(np.mean(judged)) if judged else 0.0

    @property
    def side(self) -> Side | None:
        """The leg of every full repetition (of every partial one where none is full)."""
        full = [rep.side for rep in self.reps if rep.complete] or [rep.side for rep in self.reps]
        one_leg = len(set(full)) == 1 and full[0] in tuple(Side)
        return Side(full[0]) if one_leg else None


def recognise(sequence: PoseSequence, exercises: Iterable[Exercise]) -> Recognition:
    """Which of the exercises a recording of one person shows.

    Candidates without a repetition are those whose start position was seen in a quarter of the
    pictures or more.
    """
    poses = _thinned(sequence)
    tries = [_attempt(exercise, poses, sequence.image_size_wh) for exercise in exercises]
    attempts = [_less_particular(attempt, tries) for attempt in tries]
    total = UNKNOWN + sum(attempt.evidence for attempt in attempts)
    likely = sorted(attempts, key=lambda a: (a.evidence, a.fit), reverse=True)
    return Recognition(
        candidates=tuple(
            _candidate(attempt, attempt.evidence / total)
            for attempt in likely[:CANDIDATES_MAX]
            if attempt.evidence or (attempt.near_start and attempt.fit >= FIT_MIN / 2)
        )
    )


def _less_particular(attempt: _Attempt, tries: Sequence[_Attempt]) -> _Attempt:
    """The attempt without repetitions that a more particular exercise counted at the same time."""
    key = attempt.exercise.key
    claimed = [rep for other in tries if key in other.exercise.also_fits for rep in other.reps]
    own = [rep for rep in attempt.reps if not any(_covers(other, rep) for other in claimed)]
    return replace(attempt, reps=own)


def _covers(other: Rep, rep: Rep) -> bool:
    same_time = other.start_s < rep.end_s and rep.start_s < other.end_s
    return same_time and other.complete >= rep.complete


def _thinned(sequence: PoseSequence) -> list[PoseFrame]:
    """Some `LOOK_HZ` poses a second."""
    step_s = float(np.median(np.diff(sequence.time_s))) if len(sequence) > 1 else 1.0
    return list(sequence[:: max(1, round(1.0 / (LOOK_HZ * step_s)))])


def _attempt(
    exercise: Exercise, poses: Iterable[PoseFrame], image_size_wh: tuple[int, int]
) -> _Attempt:
    coach = ExerciseCoach(exercise, image_size_wh=image_size_wh)
    told = [coach.update(pose) for pose in poses]
    coach.finish()
    return _Attempt(
        exercise=exercise, reps=coach.reps, told=told, near_start=coach.tally.start_seen
    )


def _candidate(attempt: _Attempt, confidence: float) -> Candidate:
    full = sum(rep.complete for rep in attempt.reps)
    return Candidate(
        exercise=attempt.exercise,
        side=attempt.side,
        full=full,
        partial=len(attempt.reps) - full,
        fit=attempt.fit,
        confidence=confidence,
    )

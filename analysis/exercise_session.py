"""One set of one exercise, analysed: the coach run over poses, and everything it found."""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.stickers import StickersWorn
from exercises.coach import ExerciseCoach
from exercises.form import FormPart
from exercises.results import Cue, Feedback, Rep
from exercises.spec import Exercise
from kinematics.landmarks import Side
from kinematics.pose import PoseFrame
from kinematics.quality import CaptureGrade, Grade
from kinematics.steadiness import LandmarkJitter


@dataclass(frozen=True, kw_only=True)
class ExerciseSettings:
    """What the user asked for: with the file, the model and the exercise, a result is repeated.

    side             the working side, None = found out
    playback_factor  speed at which the video plays, None = its tag
    box              the subject at the start: left, top, width, height in pixels, None = the middle
    stickers         on the back of the pelvis
    """

    side: Side | None = None
    playback_factor: float | None = None
    box: tuple[int, int, int, int] | None = None
    stickers: StickersWorn = field(default_factory=StickersWorn)


@dataclass(frozen=True, kw_only=True)
class Curve:
    """What drove the repetitions over time, (T,) each; NaN = cannot tell."""

    time_s: NDArray[np.float64]
    angle_deg: NDArray[np.float64]
    progress: NDArray[np.float64]

    def angle_at(self, time_s: float) -> float:
        """The angle of the sample nearest to a moment, NaN when it could not be told."""
        if not len(self.time_s):
            return float("nan")
        return float(self.angle_deg[np.argmin(np.abs(self.time_s - time_s))])


@dataclass(frozen=True, kw_only=True)
class FaultSummary:
    """How often a fault was seen, and what helps."""

    key: str
    meaning: str
    cue: str
    reps: int


@dataclass(frozen=True, kw_only=True)
class RepPelvis:
    """The pelvis in one repetition, from stickers: degrees, NaN = cannot tell.

    side       the standing leg
    start_deg, top_deg  the free side lower (+) or higher (-) than in the start position of the set
                        (specification A.0.3), when the repetition began and at its top
    range_deg  from its highest to its lowest
    sd_deg     standard deviation of the error of one value
    """

    index: int
    side: str
    start_deg: float = float("nan")
    top_deg: float = float("nan")
    range_deg: float = float("nan")
    sd_deg: float = float("nan")


@dataclass(frozen=True, kw_only=True)
class PelvisResult:
    """What became of the stickers in a set.

    grade     of the sticker track: A or B gives degrees; None when none were looked for
    reasons   sentences; the first says why there are no degrees, when there are none
    zero_deg  slope of the sticker line in the start position that was taken off, or NaN
    reps      one for each repetition, none when there are no degrees
    faults    those with a limit in the measurement specification
    """

    grade: Grade | None
    reasons: tuple[str, ...]
    zero_deg: float = float("nan")
    reps: tuple[RepPelvis, ...] = ()
    faults: tuple[FaultSummary, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SpokenCue:
    """A cue and when it was given, seconds."""

    time_s: float
    cue: Cue


@dataclass(frozen=True, kw_only=True)
class ExerciseSession:
    """The result of one analysed set.

    side        "left", "right" or "both"
    range_deg   where the top of a repetition should lie, in degrees of the driving angle
    form_score  0…100 or NaN (see `exercises.form`) · form_parts  what it is made of
    pelvis      from stickers; None where the exercise has no need of it or there are no pictures
    """

    exercise_key: str
    side: str
    quality: CaptureGrade
    reps: tuple[Rep, ...]
    form_score: float
    faults: tuple[FaultSummary, ...]
    cues: tuple[SpokenCue, ...]
    curve: Curve
    range_deg: tuple[float, float]
    form_parts: tuple[FormPart, ...] = ()
    pelvis: PelvisResult | None = None

    @property
    def rep_count(self) -> int:
        """Full repetitions."""
        return sum(rep.complete for rep in self.reps)

    @property
    def partial_count(self) -> int:
        """Partial repetitions."""
        return len(self.reps) - self.rep_count


class SessionBuilder:
    """Runs the coach frame by frame and keeps what a session needs. One per set."""

    def __init__(
        self, exercise: Exercise, *, image_size_wh: tuple[int, int], side: Side | None = None
    ) -> None:
        self.coach = ExerciseCoach(exercise, image_size_wh=image_size_wh, side=side)
        self._sides: Counter[str] = Counter()
        self._curve = array("d")
        self._cues: list[SpokenCue] = []
        self._jitter = LandmarkJitter(parts=exercise.camera.parts)

    def update(self, pose: PoseFrame) -> Feedback:
        """Take one pose; returns the coach's feedback."""
        feedback = self.coach.update(pose)
        self._jitter.add(pose, self.coach.near)
        self._curve.extend((feedback.time_s, feedback.angle_deg, feedback.progress))
        self._sides[feedback.side] += 1
        if feedback.cue is not None:
            self._cues.append(SpokenCue(time_s=feedback.time_s, cue=feedback.cue))
        return feedback

    def finish(self, *, flaws: Sequence[str] = ()) -> ExerciseSession:
        """End the set; `flaws` are sentences about the pictures themselves."""
        coach = self.coach
        coach.finish()
        trembling = self._jitter.flaws if coach.reps else ()
        samples = np.array(self._curve).reshape(-1, 3)
        sides = Counter(rep.side for rep in coach.reps) or self._sides or Counter({"both": 1})
        return ExerciseSession(
            exercise_key=coach.exercise.key,
            side=sides.most_common(1)[0][0],
            quality=coach.capture_grade(soft=(*trembling, *flaws)),
            reps=tuple(coach.reps),
            form_score=coach.form_score,
            faults=summarise_faults(coach.exercise, coach.reps),
            cues=tuple(self._cues),
            curve=Curve(time_s=samples[:, 0], angle_deg=samples[:, 1], progress=samples[:, 2]),
            range_deg=coach.range_deg,
            form_parts=coach.form_parts,
        )


def summarise_faults(exercise: Exercise, reps: Iterable[Rep]) -> tuple[FaultSummary, ...]:
    """The faults of some repetitions, the most frequent first, then as they were seen."""
    counts = Counter(key for rep in reps for key in dict.fromkeys(f.key for f in rep.faults))
    rules = {rule.key: rule for rule in exercise.rules}
    return tuple(
        FaultSummary(key=key, meaning=rules[key].meaning, cue=rules[key].cue, reps=count)
        for key, count in counts.most_common()
    )


def coach_poses(
    poses: Iterable[PoseFrame],
    exercise: Exercise,
    *,
    image_size_wh: tuple[int, int],
    side: Side | None = None,
    flaws: Sequence[str] = (),
) -> ExerciseSession:
    """Run the coach over recorded poses: the same repetitions as live."""
    builder = SessionBuilder(exercise, image_size_wh=image_size_wh, side=side)
    for pose in poses:
        builder.update(pose)
    return builder.finish(flaws=flaws)

"""A result in words: what the page says about the recording, the repetitions and the faults.

Degrees are told as the grade of the recording allows (measurement specification D.7.7): A "about",
B with a margin, C in words only, reject not at all.
"""

import math
from collections import Counter
from dataclasses import dataclass

from analysis.exercise_session import ExerciseSession
from analysis.exercise_video import ExerciseAnalysis, KeyFrame
from analysis.exercise_words import top_text
from exercises.results import Rep
from exercises.spec import Exercise
from kinematics.angles import find_angle
from kinematics.quality import Grade
from ui.progress_view import moment_text

GRADE_NAMES = {Grade.A: "A", Grade.B: "B", Grade.C: "C", Grade.REJECT: "–"}


@dataclass(frozen=True, kw_only=True)
class RepView:
    """One line of the list of repetitions."""

    number: int
    start_s: float
    when: str
    top: str
    tempo: str
    complete: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FaultView:
    """One fault: what it means, what helps, how often, and a picture with its moment, if any."""

    key: str
    meaning: str
    cue: str
    often: str
    picture: KeyFrame | None


def count_text(session: ExerciseSession) -> str:
    """The partial repetitions beside the full ones, in words."""
    partial = session.partial_count
    if not session.reps:
        return "none seen"
    if not partial:
        return "all full range" if session.rep_count > 1 else "full range"
    return f"and {partial} partial"


def typical_top_text(session: ExerciseSession) -> str:
    """The middle one of the tops of the full repetitions."""
    tops = sorted(rep.peak_deg for rep in session.reps if rep.complete)
    tops = [top for top in tops if math.isfinite(top)]
    return top_text(tops[len(tops) // 2], session) if tops else "–"


def target_text(session: ExerciseSession) -> str:
    """The target band, in degrees where degrees are told."""
    low, high = session.range_deg
    if not session.rep_count:
        return "no full repetition"
    if not session.quality.grade.tells_degrees:
        return "told in words for this recording"
    return f"target {low:.0f}–{high:.0f}°"


def form_text(session: ExerciseSession) -> str:
    """The form score out of 100, or that it cannot be told."""
    sure = session.quality.grade.tells_degrees
    return f"{session.form_score:.0f}" if sure and math.isfinite(session.form_score) else "–"


def rep_views(session: ExerciseSession, exercise: Exercise) -> list[RepView]:
    """The list of repetitions."""
    return [_rep_view(number, rep, session, exercise) for number, rep in enumerate(session.reps, 1)]


def _rep_view(number: int, rep: Rep, session: ExerciseSession, exercise: Exercise) -> RepView:
    keys = dict.fromkeys(fault.key for fault in rep.faults)
    return RepView(
        number=number,
        start_s=rep.start_s,
        when=moment_text(rep.start_s),
        top=top_text(rep.peak_deg, session, complete=rep.complete),
        tempo=_tempo_text(rep, exercise),
        complete=rep.complete,
        notes=tuple(fault_name(key) for key in keys),
    )


def _tempo_text(rep: Rep, exercise: Exercise) -> str:
    """How long the way out, the hold and the way back took, those that could be told."""
    hold = rep.hold_s if exercise.rep.hold_target_s > 0 else math.nan
    parts = (("out", rep.up_s), ("held", hold), ("back", rep.down_s))
    known = [f"{name} {value:.1f} s" for name, value in parts if math.isfinite(value)]
    return " · ".join(known)


def fault_name(key: str) -> str:
    """A short name for a fault."""
    return key.replace("_", " ").capitalize()


def fault_views(analysis: ExerciseAnalysis) -> list[FaultView]:
    """The faults of the set, the most frequent first, each with its clearest picture."""
    session = analysis.session
    worst = _worst_moments(session)
    return [
        FaultView(
            key=fault.key,
            meaning=fault.meaning,
            cue=fault.cue,
            often=f"in {fault.reps} of {len(session.reps)}",
            picture=_picture(analysis.key_frames, fault.key, worst.get(fault.key)),
        )
        for fault in session.faults
    ]


def _worst_moments(session: ExerciseSession) -> dict[str, float]:
    """The moment of each fault in the repetition in which it was worst."""
    sizes: dict[str, tuple[float, float]] = {}
    for rep in session.reps:
        for fault in rep.faults:
            if fault.key not in sizes or fault.severity > sizes[fault.key][0]:
                sizes[fault.key] = (fault.severity, fault.worst_s)
    return {key: moment for key, (_, moment) in sizes.items()}


def _picture(pictures: tuple[KeyFrame, ...], key: str, worst_s: float | None) -> KeyFrame | None:
    mine = [picture for picture in pictures if picture.reason == key]
    if not mine or worst_s is None:
        return None
    return min(mine, key=lambda picture: abs(picture.time_s - worst_s))


def top_picture(analysis: ExerciseAnalysis) -> KeyFrame | None:
    """The picture of the top of the first full repetition."""
    full = {rep.index for rep in analysis.session.reps if rep.complete}
    tops = (p for p in analysis.key_frames if p.reason == "top" and p.rep_index in full)
    return next(tops, None)


def angle_text(exercise: Exercise) -> str:
    """What the angle of this exercise is, in one sentence."""
    signal = next(iter(exercise.rep.signals.values()))
    return find_angle(signal.reported or signal.angle).definition


def side_text(session: ExerciseSession) -> str:
    """Which leg worked."""
    sides = Counter(rep.side for rep in session.reps)
    if session.side == "both" or not sides:
        return "Both legs" if session.side == "both" else ""
    if len(sides) > 1:
        return "Left and right leg"
    return f"{session.side.capitalize()} leg"

"""The parts of the form score in words: what each asks for, and what cost points in this set."""

from collections import Counter
from dataclasses import dataclass

from analysis.exercise_session import ExerciseSession
from exercises.form import FormPart
from exercises.spec import Bound, Exercise, FaultRule
from kinematics.angles import DEG, find_angle

NAMES = {
    "rom": "Range",
    "stability": "Steadiness",
    "position": "Position at the top",
    "control": "Tempo and hold",
}
LOST_MIN = 0.5
"""Points below which nothing is said to be lost: they are told without decimals."""


@dataclass(frozen=True, kw_only=True)
class FormLine:
    """One part of the form score: its name, its points, what it asks for and what cost points."""

    name: str
    points: str
    asks: str
    cost: str


def form_lines(session: ExerciseSession, exercise: Exercise) -> list[FormLine]:
    """The parts of the score in words; none when it could not be told."""
    return [
        FormLine(
            name=NAMES[part.key],
            points=f"{part.points:.0f} of {part.most:.0f}",
            asks=_asks(part.key, exercise),
            cost=_cost(part, session, exercise),
        )
        for part in session.form_parts
    ]


def _asks(key: str, exercise: Exercise) -> str:
    rule = exercise.rep
    if key == "rom":
        return "Every repetition goes all the way to the target."
    if key == "stability":
        return "No movement that makes up for the one that is meant."
    if key == "position":
        wanted = " and ".join(_wanted(bound) for bound in exercise.position)
        return f"At the top: {wanted}."
    hold = f", {rule.hold_target_s:g} s held" if rule.hold_target_s > 0 else ""
    return f"At least {rule.up_min_s:g} s out{hold} and {rule.down_min_s:g} s back."


def _wanted(bound: Bound) -> str:
    angle = find_angle(bound.angle)
    unit = "°" if angle.unit == DEG else ""
    end = "or more" if bound.below is not None else "or less"
    words = angle.definition.split(":")[0].rstrip(".")
    return f"{words[0].lower()}{words[1:]} {bound.limit:g}{unit} {end}"


def _cost(part: FormPart, session: ExerciseSession, exercise: Exercise) -> str:
    """Why points are missing; nothing when none are."""
    if part.most - part.points < LOST_MIN:
        return ""
    if part.key == "rom":
        short = session.partial_count
        return "Some repetitions stopped short." if short else "The target was not quite reached."
    if part.key == "position":
        return f"This was so for {100 * part.points / part.most:.0f} % of the time at the top."
    if part.key == "stability":
        rules = {rule.key: rule for rule in exercise.faults}
        seen = [fault for fault in session.faults if _compensates(rules.get(fault.key))]
        near = "A movement came near its limit, without passing it."
        return " ".join(fault.meaning for fault in seen) or near
    return "Some were shorter; the times stand beside each repetition."


def unjudged(session: ExerciseSession) -> tuple[str, ...]:
    """Keys of the faults that could not be judged in most of the full repetitions (or of all)."""
    reps = [rep for rep in session.reps if rep.complete] or session.reps
    counts = Counter(key for rep in reps for key in rep.unjudged)
    return tuple(key for key, count in counts.items() if count > len(reps) / 2)


def unjudged_text(session: ExerciseSession) -> str:
    """What the form score says nothing about, as a sentence; empty when all was judged."""
    names = ", ".join(key.replace("_", " ") for key in unjudged(session))
    return f"Not judged, because this camera did not show it well enough: {names}." if names else ""


def _compensates(rule: FaultRule | None) -> bool:
    return rule is not None and rule.compensation

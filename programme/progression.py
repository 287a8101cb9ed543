"""More, the same, or less: the dose after each session (measurement specification C.5).

One variable at a time and at most one step a week: repetitions, then hold, then a harder exercise,
then load. Every change says why in one sentence and can be undone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from programme.dose import STRENGTH_DAYS_MAX, Band, Kind, Prescription, Working
from programme.signals import SessionSignals, Signal
from programme.stages import easier_than, first_dose, harder_than

STEP_EVERY = timedelta(days=7)
FULL_SESSIONS_MIN = 2
FORM_SCORE_MIN = 75.0
EFFORT_MAX = 7
RED_WINDOW = timedelta(days=14)
REDS_FOR_DELOAD = 3
AMBER_STEPS = 1
RED_STEPS = 2


class Move(StrEnum):
    """What happens to the dose."""

    PROGRESS = "progress"
    HOLD = "hold"
    REDUCE = "reduce"
    REGRESS = "regress"
    DELOAD = "deload"
    UNDO = "undo"


@dataclass(frozen=True, kw_only=True)
class Session:
    """How one exercise went in one session.

    full_dose   every prescribed set and repetition was done
    form_score  0–100; None = the exercise is not scored, NaN = the camera could not judge it
    effort      rated 0–10 (RPE); None = not asked
    """

    at: datetime
    signals: SessionSignals
    full_dose: bool
    form_score: float | None = None
    effort: int | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """A decision: the dose before and after, and one sentence that says why."""

    at: datetime
    move: Move
    before: Prescription
    after: Prescription
    reason: str
    see_clinician: bool = False


def decide(
    current: Prescription,
    sessions: Sequence[Session],
    history: Sequence[Change] = (),
    *,
    now: datetime,
    others: Sequence[Session] = (),
    unavailable: Collection[str] = (),
) -> Change:
    """The next dose of one exercise.

    sessions      of this exercise, oldest first
    history       earlier changes of it, oldest first; counting starts after the last one
    others        sessions of the other exercises: three red days count over all of them
    unavailable   exercises not to switch to: locked, or already in the programme
    """
    if any(a.at > b.at for a, b in pairwise(sessions)):
        raise ValueError("sessions: expected oldest first")
    history = [change for change in history if change.move is not Move.HOLD]
    since = [s for s in sessions if not history or s.at > history[-1].at]
    worst = since[-1].signals.worst if since else None
    if worst is Signal.RED:
        after = _step_back(current, history, RED_STEPS, unavailable)
        hard = needs_deload([*sessions, *others], now=now)
        return _back_off(now, current, after, deload=hard)
    if since and since[-1].signals.reduce:
        after = _step_back(current, history, AMBER_STEPS, unavailable)
        reason = "Leg symptoms lasted over 30 minutes or were worse next morning, so one step less."
        return _less(Move.REDUCE, now, current, after, reason)
    if obstacle := _obstacle(since, history, now=now, form_ok=current.form_ok):
        return _change(Move.HOLD, now, current, current, obstacle)
    after, what = _step_up(current, unavailable)
    if after == current:
        return _change(Move.HOLD, now, current, current, what)
    reason = f"The last sessions at full dose were comfortable, so {what}."
    return _change(Move.PROGRESS, now, current, after, reason)


def undo(change: Change, *, now: datetime) -> Change:
    """The change taken back, for the clinician."""
    return _change(
        Move.UNDO, now, change.after, change.before, "Your clinician took the last change back."
    )


def needs_deload(sessions: Sequence[Session], *, now: datetime) -> bool:
    """True after three red days within 14 days; over all exercises when given their sessions."""
    red = {s.at.date() for s in sessions if s.signals.worst is Signal.RED}
    window = [day for day in red if timedelta(0) <= now.date() - day < RED_WINDOW]
    return len(window) >= REDS_FOR_DELOAD


def _change(
    move: Move, at: datetime, before: Prescription, after: Prescription, why: str
) -> Change:
    return Change(at=at, move=move, before=before, after=after, reason=why)


def _less(move: Move, at: datetime, before: Prescription, after: Prescription, why: str) -> Change:
    """A step back; when there is none left, the advice to leave the exercise out."""
    if after != before:
        return _change(move, at, before, after, why)
    why = "It was too much and this is the smallest dose, so leave it out and ask your clinician."
    return replace(_change(move, at, before, after, why), see_clinician=True)


def _back_off(at: datetime, before: Prescription, after: Prescription, *, deload: bool) -> Change:
    if not deload:
        reason = "The last session was too much, so two steps back for at least two sessions."
        return _less(Move.REGRESS, at, before, after, reason)
    fewer = replace(after, sets=max(1, after.sets - 1))
    reason = "Three sessions within 14 days were too much: do less, and please see your clinician."
    return replace(_change(Move.DELOAD, at, before, fewer, reason), see_clinician=True)


def _obstacle(
    since: Sequence[Session], history: Sequence[Change], *, now: datetime, form_ok: bool
) -> str | None:
    """Why it stays as it is, in a sentence; None when all is there for one step more."""
    if history and now.date() - history[-1].at.date() < STEP_EVERY:
        return "The dose changes at most once a week, so it stays as it is."
    recent = [s for s in since if now.date() - s.at.date() <= STEP_EVERY]
    if any(s.signals.worst is Signal.RED or s.signals.reduce for s in recent):
        return "A session this week was too much, so it stays as it is."
    if any(s.signals.worst is Signal.AMBER for s in recent):
        return "Some sessions were at the limit of what is comfortable, so it stays as it is."
    full = [s for s in recent if s.full_dose]
    if len(full) < FULL_SESSIONS_MIN:
        return "Two sessions at full dose within a week come first, so it stays as it is."
    if any(s.signals.worst is None for s in full):
        return "How it felt is not known for every session, so it stays as it is."
    if not form_ok and not all(_form_ok(s.form_score) for s in full):
        return "The form comes first, so it stays as it is."
    if any(s.effort is None or s.effort > EFFORT_MAX for s in full):
        return "It is still hard work or the effort is not known, so it stays as it is."
    return None


def _form_ok(score: float | None) -> bool:
    return score is None or score >= FORM_SCORE_MIN


def _step_up(current: Prescription, unavailable: Collection[str]) -> tuple[Prescription, str]:
    """One step more in the first variable that has room, and what it is in words."""
    limits = current.limits
    if current.kind in (Kind.STRETCH, Kind.SLIDER):
        return current, "Stretches and the slider stay as they are."
    if current.reps < limits.reps_max:
        reps = min(current.reps + limits.rep_step, limits.reps_max)
        return replace(current, reps=reps), f"each set has {reps} repetitions now"
    if 0 < current.hold_s < limits.hold_max_s:
        hold_s = min(current.hold_s + limits.hold_step_s, limits.hold_max_s)
        return replace(current, hold_s=hold_s), f"you hold for {hold_s:g} seconds now"
    harder = harder_than(current.exercise)
    if harder is not None and harder not in unavailable:
        after = _in_place_of(current, harder)
        return after, "a harder exercise takes its place, with a small dose"
    if current.band < Band.HEAVY and current.kind is Kind.STRENGTH:
        band = Band(current.band + 1)
        return replace(current, band=band), f"you use a {band.name.lower()} band now"
    return current, "This exercise is at its full dose and stays as it is."


def _step_back(
    current: Prescription, history: Sequence[Change], steps: int, unavailable: Collection[str]
) -> Prescription:
    """`steps` levels back along the progress made so far, then along the general order."""
    after = current
    made = [c for c in history if c.move is Move.PROGRESS]
    for _ in range(steps):
        if made and made[-1].after == after and made[-1].before.exercise not in unavailable:
            after = made.pop().before
        else:
            after = _step_down(after, unavailable)
    return after


def _step_down(current: Prescription, unavailable: Collection[str]) -> Prescription:
    """One step less: load, then an easier exercise, then fewer repetitions, then fewer sets."""
    if current.band > Band.NONE:
        return replace(current, band=Band(current.band - 1))
    easier = easier_than(current.exercise)
    if easier is not None and easier not in unavailable:
        return _in_place_of(current, easier)
    if current.reps > current.limits.rep_step:
        return replace(current, reps=current.reps - current.limits.rep_step)
    return replace(current, sets=max(1, current.sets - 1))


def _in_place_of(current: Prescription, exercise: str) -> Prescription:
    """Another exercise at its first dose, on the same days and, if only one, the same side."""
    new = first_dose(exercise)
    one_sided = current.side in (Working.LEFT, Working.RIGHT) and new.side is Working.EACH
    too_often = new.kind is Kind.STRENGTH and len(current.days) > STRENGTH_DAYS_MAX
    return replace(
        new,
        side=current.side if one_sided else new.side,
        days=new.days if too_often else current.days,
    )

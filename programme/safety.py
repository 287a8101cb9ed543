"""Who may train now: the safety screen, the stop rules of a set, the lock of an exercise.

Measurement specification C.1 and C.2. No scores, no free text; times are given, never read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from programme.red_flags import (
    CLEARANCE_TEXT,
    EMERGENCY_TEXT,
    KEYS,
    NOT_NERVE_KEYS,
    OTHER_EMERGENCY_TEXT,
    Block,
)

SCREEN_VALID_FOR = timedelta(days=7)
STOP_PAIN = 6
STOP_RISE = 3
LOCK_AFTER = 2

SUPPORT_NEEDED = frozenset(
    {"single_leg_squat", "single_leg_deadlift", "standing_hip_abduction", "standing_hip_extension",
     "hip_hike"}
)  # fmt: skip
SUPPORT_TEXT = "Have something steady to hold within reach before you start."


class Outcome(StrEnum):
    """What a screen leads to."""

    TRAIN = "train"
    STOP_NOW = "stop_now"
    NEEDS_CLEARANCE = "needs_clearance"


@dataclass(frozen=True, kw_only=True)
class SafetyScreen:
    """The answers of one screen: keys of the questions answered yes; all others were answered no.

    cleared  "A professional has cleared me to exercise" was ticked
    """

    at: datetime
    yes: frozenset[str] = frozenset()
    cleared: bool = False

    def __post_init__(self) -> None:
        known = KEYS[Block.EMERGENCY] | KEYS[Block.CLEARANCE]
        if unknown := self.yes - known:
            raise ValueError(f"yes: expected keys of the screen, got {sorted(unknown)}")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What to do after the screen: the outcome, the words to show, the questions behind it."""

    outcome: Outcome
    text: str
    because: frozenset[str] = frozenset()


def judge(screens: Sequence[SafetyScreen]) -> Verdict:
    """The verdict of the latest screen, given all earlier ones (any order).

    Block 1 stops. A yes stays open until a later screen says that a professional has cleared it;
    for block 2 the clearance holds on, a new yes in block 1 stops again whatever was cleared.
    """
    if not screens:
        raise ValueError("screens: expected at least one, got none")
    latest = max(screens, key=lambda screen: screen.at)
    emergency = latest.yes & KEYS[Block.EMERGENCY]
    if emergency:
        other = emergency <= NOT_NERVE_KEYS
        text = OTHER_EMERGENCY_TEXT if other else EMERGENCY_TEXT
        return Verdict(outcome=Outcome.STOP_NOW, text=text, because=emergency)
    if still_open := _open_answers(screens):
        return Verdict(outcome=Outcome.NEEDS_CLEARANCE, text=CLEARANCE_TEXT, because=still_open)
    return Verdict(outcome=Outcome.TRAIN, text="")


def _open_answers(screens: Sequence[SafetyScreen]) -> frozenset[str]:
    open_: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()
    for screen in sorted(screens, key=lambda screen: screen.at):
        clearable = screen.yes & KEYS[Block.CLEARANCE]
        if screen.cleared:
            open_, cleared = frozenset(), cleared | clearable | open_
        open_ |= (screen.yes & KEYS[Block.EMERGENCY]) | (clearable - cleared)
    return open_


class ScreenReason(StrEnum):
    """Why the screen has to be answered now."""

    FIRST_USE = "first_use"
    WEEKLY = "weekly"
    WORSE = "worse"


def screen_due(
    last_at: datetime | None, *, now: datetime, worse_at: datetime | None = None
) -> ScreenReason | None:
    """Why a new screen is due, or None. `worse_at` is the latest report of getting worse."""
    if last_at is None:
        return ScreenReason.FIRST_USE
    if worse_at is not None and worse_at > last_at:
        return ScreenReason.WORSE
    if now - last_at >= SCREEN_VALID_FOR or now < last_at:
        return ScreenReason.WEEKLY
    return None


class StopReason(StrEnum):
    """Why a set was ended."""

    FAINT = "faint"
    SPREADING = "spreading"
    PAIN = "pain"
    CHOICE = "choice"


@dataclass(frozen=True, kw_only=True)
class BodyReport:
    """What a person says during or right after a set.

    pain, pain_before  0–10, the place that hurts most now, and the same place before the set
    new_sensation      new or spreading numbness, tingling or weakness
    moved_down         symptoms moved further down the leg
    faint              dizziness, chest symptoms, or about to faint
    """

    pain: int
    pain_before: int
    new_sensation: bool = False
    moved_down: bool = False
    faint: bool = False

    def __post_init__(self) -> None:
        for name in ("pain", "pain_before"):
            if not 0 <= getattr(self, name) <= 10:
                raise ValueError(f"{name}: expected 0 to 10, got {getattr(self, name)}")


STOP_TEXTS = {
    StopReason.FAINT: "Stop now and sit or lie down. Answer the safety questions before you go on.",
    StopReason.SPREADING: "Stop this exercise. A new, spreading or lower feeling in the leg is a "
    "sign to choose something easier.",
    StopReason.PAIN: "Stop this exercise. The pain is too strong for it today; choose something "
    "easier.",
    StopReason.CHOICE: "Stopped.",
}


def stop_reason(report: BodyReport) -> StopReason | None:
    """Why the set must end now, or None to go on; the most serious reason first (C.2)."""
    if report.faint:
        return StopReason.FAINT
    if report.new_sensation or report.moved_down:
        return StopReason.SPREADING
    if report.pain >= STOP_PAIN or report.pain - report.pain_before >= STOP_RISE:
        return StopReason.PAIN
    return None


@dataclass(frozen=True, kw_only=True)
class SpreadingEvent:
    """An exercise once ended for spreading symptoms."""

    exercise: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Unlock:
    """A clinician allowed an exercise again."""

    exercise: str
    at: datetime
    clinician_id: str

    def __post_init__(self) -> None:
        if not self.clinician_id:
            raise ValueError("clinician_id: expected the clinician who unlocks, got none")


LOCK_TEXT = "This exercise is locked because it twice made symptoms spread. Ask your clinician."


def locked_exercises(
    events: Sequence[SpreadingEvent], unlocks: Sequence[Unlock] = ()
) -> frozenset[str]:
    """Exercises with two spreading events since the last unlock; only an unlock frees them."""
    return frozenset(
        name
        for name in {event.exercise for event in events}
        if len(_events_since_unlock(name, events, unlocks)) >= LOCK_AFTER
    )


def _events_since_unlock(
    name: str, events: Sequence[SpreadingEvent], unlocks: Sequence[Unlock]
) -> list[SpreadingEvent]:
    freed = [unlock.at for unlock in unlocks if unlock.exercise == name]
    mine = [event for event in events if event.exercise == name]
    return [event for event in mine if not freed or event.at > max(freed)]

"""What is prescribed: exercises with their dose (measurement specification B.0.5).

Strength 2–3 × 8–15, 2–3 (at most 4) days a week (ACSM 2009); stretches 2–3 × 20–30 s daily;
nerve slider 1–3 × 10 slow, daily; early isometric holds 5 × 10 s, daily.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

EVERY_DAY = frozenset(range(7))
THREE_DAYS = frozenset({0, 2, 4})
STRENGTH_DAYS_MAX = 4
REST_S = (60, 90)
EFFORT_TEXT = "Stop each set while you could still do two to four more."


class Kind(StrEnum):
    """What an exercise is for; it decides how the dose may grow."""

    STRENGTH = "strength"
    HOLD = "hold"
    STRETCH = "stretch"
    SLIDER = "slider"


class Working(StrEnum):
    """Which side is prescribed; EACH: left and right in turn, BOTH: together."""

    BOTH = "both"
    EACH = "each"
    LEFT = "left"
    RIGHT = "right"


class Band(IntEnum):
    """Resistance band."""

    NONE = 0
    LIGHT = 1
    MEDIUM = 2
    HEAVY = 3


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The largest dose the rules may reach on their own, and how much one step adds."""

    reps_max: int
    hold_max_s: float
    rep_step: int = 2
    hold_step_s: float = 1.0


LIMITS: dict[Kind, Limits] = {
    Kind.STRENGTH: Limits(reps_max=15, hold_max_s=5.0),
    Kind.HOLD: Limits(reps_max=5, hold_max_s=10.0),
    Kind.STRETCH: Limits(reps_max=3, hold_max_s=30.0),
    Kind.SLIDER: Limits(reps_max=10, hold_max_s=0.0),
}
OWN_LIMITS: dict[str, Limits] = {"side_plank": Limits(reps_max=3, hold_max_s=20.0)}
"""Of exercises whose own dose is not that of their kind: B.18 holds the side plank 3 × 15–20 s."""


@dataclass(frozen=True, kw_only=True)
class Prescription:
    """One exercise of a programme. reps and hold_s are per set (and per side with EACH).

    days     of the week, 0 = Monday
    form_ok  a clinician accepts the form, so that the form score does not hold the dose back
    """

    exercise: str
    kind: Kind = Kind.STRENGTH
    side: Working = Working.BOTH
    sets: int = 2
    reps: int = 10
    hold_s: float = 2.0
    days: frozenset[int] = THREE_DAYS
    band: Band = Band.NONE
    form_ok: bool = False

    def __post_init__(self) -> None:
        if not self.exercise:
            raise ValueError("exercise: expected a key, got none")
        for name, low, high in (("sets", 1, 10), ("reps", 1, 50), ("hold_s", 0, 120)):
            if not low <= getattr(self, name) <= high:
                raise ValueError(f"{name}: expected {low} to {high}, got {getattr(self, name)}")
        if not self.days or not self.days <= EVERY_DAY:
            raise ValueError(f"days: expected some of 0 to 6, got {sorted(self.days)}")

    @property
    def limits(self) -> Limits:
        """How far the rules may take the dose: the exercise's own limits, or its kind's."""
        return OWN_LIMITS.get(self.exercise, LIMITS[self.kind])

    @property
    def reps_a_day(self) -> int:
        """Repetitions of one day, both sides counted when done in turn."""
        return self.sets * self.reps * (2 if self.side is Working.EACH else 1)

    @property
    def dose_text(self) -> str:
        """The dose in words: "2 × 10, hold 2 s, each side"."""
        parts = [f"{self.sets} × {self.reps}"]
        if self.hold_s:
            parts.append(f"hold {self.hold_s:g} s")
        if self.side is not Working.BOTH:
            parts.append(f"{self.side} side")
        if self.band:
            parts.append(f"{self.band.name.lower()} band")
        return ", ".join(parts)


@dataclass(frozen=True, kw_only=True)
class Programme:
    """What a person does, from `at` on. A change is a new programme; the old ones are kept.

    author_id  who made it (a person's id; "rules" when the progression rules did)
    reason     one sentence: what changed and why
    """

    at: datetime
    stage: int
    items: tuple[Prescription, ...]
    author_id: str
    reason: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.stage <= 4:
            raise ValueError(f"stage: expected 0 to 4, got {self.stage}")
        keys = [(item.exercise, item.side) for item in self.items]
        if len(set(keys)) != len(keys):
            raise ValueError(f"items: expected each exercise and side once, got {keys}")

    def on(self, day: date) -> tuple[Prescription, ...]:
        """What is to be done on a day."""
        return tuple(item for item in self.items if day.weekday() in item.days)

    def without(self, exercises: Iterable[str]) -> tuple[Prescription, ...]:
        """The items that are not among the given (locked) exercises."""
        blocked = frozenset(exercises)
        return tuple(item for item in self.items if item.exercise not in blocked)

"""What a live set is to be, as the page asks for it and the store keeps it."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from exercises.presets import with_hold
from exercises.registry import find_exercise
from exercises.spec import Exercise, Sides
from kinematics.landmarks import Side

REPS_MAX = 100
SETS_MAX = 20
REST_MAX_S = 600
HOLD_MAX_S = 120


@dataclass(frozen=True, kw_only=True)
class SetPlan:
    """One set of one exercise.

    side                   the working side; None for both legs, or for either leg in turn
    reps                   full repetitions after which the set is over
    hold_s                 seconds to hold the top, as prescribed; None = as the exercise asks
    set_number, set_count  which set of how many
    rest_s                 rest after it
    pain_before            0…10 as told before the set, None = not told
    """

    exercise_key: str
    side: Side | None = None
    reps: int = 10
    hold_s: float | None = None
    set_number: int = 1
    set_count: int = 1
    rest_s: int = 60
    pain_before: int | None = None

    def __post_init__(self) -> None:
        sides = self.exercise.sides
        if sides is Sides.BOTH and self.side is not None:
            raise ValueError(f"side: expected none for {self.exercise_key}, got {self.side}")
        if sides in (Sides.UPPER, Sides.ASKED) and self.side is None:
            raise ValueError(f"side: expected a working side for {self.exercise_key}, got none")
        if not 1 <= self.reps <= REPS_MAX:
            raise ValueError(f"reps: expected 1 to {REPS_MAX}, got {self.reps}")
        if self.hold_s is not None and not 0 <= self.hold_s <= HOLD_MAX_S:
            raise ValueError(f"hold_s: expected 0 to {HOLD_MAX_S}, got {self.hold_s}")
        if not 1 <= self.set_number <= self.set_count <= SETS_MAX:
            raise ValueError(f"set: expected 1 to {SETS_MAX}, got {self.set_number}")
        if not 0 <= self.rest_s <= REST_MAX_S:
            raise ValueError(f"rest_s: expected 0 to {REST_MAX_S}, got {self.rest_s}")
        if self.pain_before is not None and not 0 <= self.pain_before <= 10:
            raise ValueError(f"pain_before: expected 0 to 10, got {self.pain_before}")

    @property
    def exercise(self) -> Exercise:
        """The exercise with the hold of this plan; ValueError for an unknown key."""
        usual = find_exercise(self.exercise_key)
        return usual if self.hold_s is None else with_hold(usual, self.hold_s)

    @property
    def is_last(self) -> bool:
        """True for the last set of the exercise."""
        return self.set_number == self.set_count

    def next_set(self, *, pain_before: int | None = None) -> "SetPlan":
        """The plan of the set that follows; ValueError after the last one."""
        return replace(self, set_number=self.set_number + 1, pain_before=pain_before)

    def to_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "SetPlan":
        """The plan from `to_json`."""
        side = values.get("side")
        return cls(**{**values, "side": Side(side) if side else None})

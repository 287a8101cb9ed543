"""The person's own comfortable range, shown by the first repetitions of a set (B.0.3).

The target is the library's or the person's own comfortable maximum minus 10 %, whichever is less: a
range that pain limits is counted and coached as it is, never pushed to the library's value.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from exercises.results import Rep
from exercises.spec import Exercise, RepFaultRule, RepQuantity

CALIBRATION_REPS = 3
OF_OWN_MAXIMUM = 0.9


@dataclass(kw_only=True)
class OwnRange:
    """Feeds on the best progress of one repetition after another, in parts of the library's way.

    target  the person's own, in the same parts: 1 until the first repetitions have shown less
    """

    exercise: Exercise
    target: float = 1.0
    _start_deg: float = 0.0
    _tops: list[float] = field(default_factory=list)

    @property
    def range_deg(self) -> tuple[float, float]:
        """Where the top of a repetition should lie for this person."""
        near, far = self.exercise.rep.range_deg
        return self._own_deg(near), far

    def learn(self, top: float, start_deg: float) -> bool:
        """Take one repetition; True when it completes the calibration and limits the target."""
        if len(self._tops) == CALIBRATION_REPS:
            return False
        self._tops.append(top)
        if len(self._tops) < CALIBRATION_REPS:
            return False
        self.target = min(1.0, OF_OWN_MAXIMUM * max(self._tops))
        self._start_deg = start_deg
        return self.target < 1.0

    def rules(self) -> tuple[RepFaultRule, ...]:
        """The rules of whole repetitions, those of range against the person's own."""
        return tuple(
            replace(rule, below=self._own_deg(rule.below))
            if rule.quantity is RepQuantity.PEAK
            else rule
            for rule in self.exercise.rep_faults
        )

    def judge_again(self, reps: Sequence[Rep]) -> list[Rep]:
        """The repetitions of the calibration, counted and judged by the range they have shown."""
        limits = {r.key: r.below for r in self.rules() if r.quantity is RepQuantity.PEAK}
        return [
            replace(
                rep,
                complete=top >= self.exercise.rep.full * self.target,
                faults=tuple(f for f in rep.faults if f.worst < limits.get(f.key, float("inf"))),
            )
            for rep, top in zip(reps, self._tops, strict=True)
        ]

    def _own_deg(self, library_deg: float) -> float:
        return self._start_deg + self.target * (library_deg - self._start_deg)

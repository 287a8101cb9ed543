"""Which leg does the next repetition, and how far along it is."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from exercises.orientation import Orientation
from exercises.recent import Recent
from exercises.spec import RepSignal, Requirement, Sides
from kinematics.body import Body
from kinematics.filters import median
from kinematics.geometry import Array
from kinematics.landmarks import Side

MEDIAN_S = 0.10  # the progress is the median over this long (three frames at 30 fps)
FURTHER = 0.1  # progress by which one leg must lead to be the one that works


@dataclass(kw_only=True)
class WorkingLeg:
    """Feeds on poses; keeps the working side of `orientation` where nobody said which it is."""

    orientation: Orientation
    _recent: dict[Side, Recent] = field(
        default_factory=lambda: {side: Recent(span_s=MEDIAN_S) for side in Side}
    )

    def forget(self) -> None:
        """What was measured until now says nothing about what comes."""
        for recent in self._recent.values():
            recent.clear()

    def find_standing(self, xy_px: Array, requirements: Iterable[Requirement]) -> None:
        """Where one leg stands, it is the one that meets the start position."""
        side = self.orientation
        if side.sides is not Sides.ASKED or side.asked is not None:
            return
        body = side.body(xy_px, None)
        bounds = [requirement.bound for requirement in requirements]
        other = body.working_on(side.working.other)
        if not all(b.holds(body) for b in bounds) and all(b.holds(other) for b in bounds):
            side.working = other.working

    def progress(self, time_s: float, signal: RepSignal, body: Body, *, in_rep: bool) -> float:
        """Median progress of the working leg; at rest the leg that is clearly further works."""
        side = self.orientation
        legs = (side.working,) if in_rep else side.legs
        found = {
            leg: self._median(time_s, leg, float(signal.progress_in(body.working_on(leg))))
            for leg in legs
        }
        furthest = max(legs, key=lambda leg: -math.inf if found[leg] != found[leg] else found[leg])
        if found[furthest] > found[side.working] + FURTHER:
            side.working = furthest
        return found[side.working]

    def _median(self, time_s: float, leg: Side, progress: float) -> float:
        recent = self._recent[leg]
        recent.append(time_s, (progress,))
        return median(recent.column(0))

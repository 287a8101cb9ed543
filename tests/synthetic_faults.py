"""Finds, for a clean pose, the nearest one that has a given form fault.

So every fault rule of every exercise can be provoked without writing an actor for each: the change
of the landmarks is the smallest that passes the rule's bounds while the repetition stays where it
is, the anchors stay put and the posture stays allowed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from exercises.spec import Bound, Exercise, FaultRule, Phase, RepSignal
from exercises.start_watch import anchor_points
from kinematics.angles import find_angle
from kinematics.body import Body
from kinematics.landmarks import Side, landmark_of

Array = NDArray[np.float64]

STRENGTH = 1.6
GOOD_ENOUGH = 0.05  # cost of a change that passes the bounds and breaks nothing


@dataclass(frozen=True, kw_only=True)
class Provoker:
    """Displaces the landmarks (33, 2) of one exercise, recorded in one view.

    strength  severity of the fault: 1 is the limit
    exact     no more than that either: for a body that nearly has the fault
    """

    exercise: Exercise
    signal: RepSignal
    side: Side
    start_xy_px: Array
    near: Side | None = None
    strength: float = STRENGTH
    exact: bool = False

    def displacement(
        self, rule: FaultRule, xy_px: Array, phase: Phase, *, like: Array | None = None
    ) -> Array:
        """(33, 2) pixels to add to `xy_px` so that the rule's first possible group is passed.

        like  the change of a moment before: of several ways to have the fault, the same one
        """
        best: tuple[float, Array] = (np.inf, np.zeros((33, 2)))
        for group in rule.any_of:
            solved = self._solve(group, xy_px, phase is Phase.REST, like)
            best = min(best, solved, key=lambda b: b[0])
            if best[0] < GOOD_ENOUGH:
                break
        return best[1]

    def _solve(
        self, group: Sequence[Bound], xy_px: Array, at_rest: bool, like: Array | None
    ) -> tuple[float, Array]:
        torso = float(self._body(self.start_xy_px, self.start_xy_px).trunk_px)
        before = self._body(xy_px, self.start_xy_px)
        progress = self._progress(before)
        anchors = np.array(anchor_points(self.exercise.start, before))
        parts = {part for bound in group for part in find_angle(bound.angle).parts}
        marks = sorted(landmark_of(part, side) for part in parts for side in Side)

        def spread(flat: Array) -> Array:
            change = np.zeros((33, 2))
            change[marks] = flat.reshape(-1, 2)
            return change

        def residual(flat: Array) -> Array:
            moved = xy_px + spread(flat)
            body = self._body(moved, moved if at_rest else self.start_xy_px)
            passed = [b.severity(b.value(body)) - self.strength for b in group]
            passed = passed if self.exact else [min(short, 0.0) for short in passed]
            kept = np.array(anchor_points(self.exercise.start, body)) - anchors
            return np.concatenate(
                [
                    10.0 * np.array(passed),
                    [3.0 * (self._progress(body) - progress)],
                    2.0 * kept.view(np.float64) / torso,
                    5.0 * self._broken(body, at_rest),
                    0.1 * flat / torso,
                ]
            )

        first = np.random.default_rng(1).normal(0, 1e-3 * torso, 2 * len(marks))
        if like is not None:
            first += np.ravel(like[marks])
        solved = least_squares(residual, first, max_nfev=10)
        return float(solved.cost), spread(solved.x)

    def _broken(self, body: Body, at_rest: bool) -> Array:
        start = self.exercise.start
        rules = (*start.throughout, *(start.requirements if at_rest else ()))
        bounds = [rule.bound for rule in rules]
        return np.array([max(b.severity(b.value(body)) - 0.8, 0.0) for b in bounds])

    def _progress(self, body: Body) -> float:
        measured_from = self._body(body.xy_px, self.start_xy_px)
        return self.signal.progress_in(measured_from)

    def _body(self, xy_px: Array, start_xy_px: Array) -> Body:
        near = self.near or self.side
        return Body(xy_px=xy_px, working=self.side, near=near, start_xy_px=start_xy_px)

"""`Body`: landmarks with roles resolved, so that a named angle can say "working knee"."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from typing import Any

import numpy as np

from kinematics.geometry import Array, Point, Value, length_px, to_points
from kinematics.landmarks import LANDMARK_COUNT, Landmark, Side, landmark_of


class Limb(StrEnum):
    """Which of the two limbs an angle is taken from."""

    WORKING = "working"
    OTHER = "other"
    NEAR = "near"
    FAR = "far"

    @property
    def opposite(self) -> "Limb":
        """The twin of this limb."""
        return {"working": Limb.OTHER, "other": Limb.WORKING, "near": Limb.FAR}.get(self, Limb.NEAR)


def side_of(limb: Limb, *, working: Side, near: Side) -> Side:
    """The anatomical side that plays the role `limb`."""
    base = near if limb is Limb.NEAR or limb is Limb.FAR else working
    return base if limb is Limb.NEAR or limb is Limb.WORKING else base.other


@cache
def _mark_of(part: str, limb: Limb, working: Side, near: Side) -> Landmark:
    return landmark_of(part, side_of(limb, working=working, near=near))


@cache
def _both_of(part: str) -> tuple[Landmark, Landmark]:
    return landmark_of(part, Side.LEFT), landmark_of(part, Side.RIGHT)


@dataclass(frozen=True, kw_only=True)
class Body:
    """One pose or many, with the working limb, the limb nearer the camera and the start pose.

    xy_px        (..., 33, 2) pixels, x right, y down
    working      the limb that does the exercise; for exercises of both legs equal to `near`
    near         the limb nearer the camera
    start_xy_px  (33, 2) the pose held before the repetition, or None; lengths that scale ratios
                 are taken from it, so that a ratio does not breathe with the torso

    Points are complex numbers (`kinematics.geometry`). What was computed once is kept: a new pose
    is a new body.
    """

    xy_px: Array
    working: Side
    near: Side
    start_xy_px: Array | None = None
    _known: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        xy_px = np.asarray(self.xy_px, dtype=np.float64)
        if xy_px.shape[-2:] != (LANDMARK_COUNT, 2):
            raise ValueError(f"xy_px: expected shape (..., 33, 2), got {xy_px.shape}")
        object.__setattr__(self, "xy_px", xy_px)

    @property
    def start(self) -> "Body":
        """The body in its start pose; ValueError when there is none."""
        if self.start_xy_px is None:
            raise ValueError("start_xy_px: expected a start pose (33, 2), got None")
        return self if self.xy_px is self.start_xy_px else self._start

    @property
    def _moved(self) -> bool:
        """True when this is not the start pose itself, and there is one."""
        return self.start_xy_px is not None and self.xy_px is not self.start_xy_px

    @cached_property
    def _start(self) -> "Body":
        assert self.start_xy_px is not None
        return self._with(self.start_xy_px, self.working)

    def _with(self, xy_px: Array, working: Side) -> "Body":
        """Like `dataclasses.replace`, which is slow."""
        return Body(xy_px=xy_px, working=working, near=self.near, start_xy_px=self.start_xy_px)

    def posed(self, xy_px: Array) -> "Body":
        """This body in another pose, from the same start pose."""
        body = self._with(xy_px, self.working)
        if body._moved:
            body.__dict__["_start"] = self.start  # as if asked for: what it knows is shared
        return body

    def working_on(self, side: Side) -> "Body":
        """The same pose with `side` as the working side."""
        return self if side is self.working else self._with(self.xy_px, side)

    def value(self, measure: Callable[["Body", Limb], Value], limb: Limb) -> Value:
        """``measure(self, limb)``, computed once however many ask for it: a float or an array."""
        key = (measure, limb)
        known = self._known.get(key)
        if known is None:
            found = measure(self, limb)
            known = self._known[key] = found if isinstance(found, np.ndarray) else float(found)
        return known

    @property
    def roles(self) -> tuple[Side, Side]:
        """The working side and the near side."""
        return self.working, self.near

    def side_of(self, limb: Limb) -> Side:
        """The anatomical side that plays the role `limb`."""
        return side_of(limb, working=self.working, near=self.near)

    @cached_property
    def _points(self) -> Any:
        """The landmarks in order: 33 numbers, or 33 arrays (...)."""
        points = to_points(self.xy_px)
        return points.tolist() if points.ndim == 1 else np.moveaxis(points, -1, 0)

    def landmark(self, mark: Landmark) -> Point:
        """One landmark."""
        return self._points[mark]

    def point(self, part: str, limb: Limb) -> Point:
        """A paired body part, for example ``point("knee", Limb.WORKING)``."""
        return self._points[_mark_of(part, limb, self.working, self.near)]

    def mid(self, part: str) -> Point:
        """Halfway between the left and the right `part`."""
        known = self._known.get(part)
        if known is None:
            left, right = _both_of(part)
            known = self._known[part] = (self._points[left] + self._points[right]) * 0.5
        return known

    @cached_property
    def torso_px(self) -> Value:
        """Length mid-shoulder to mid-hip in pixels, of the start pose where there is one."""
        if self._moved:
            return self.start.torso_px
        return length_px(self.mid("hip") - self.mid("shoulder"))

    @cached_property
    def trunk_px(self) -> Value:
        """Size of the trunk in pixels, also seen end-on: its length or the width of the shoulders.

        Of the start pose where there is one.
        """
        if self._moved:
            return self.start.trunk_px
        across = self.point("shoulder", Limb.NEAR) - self.point("shoulder", Limb.FAR)
        return np.fmax(self.torso_px, length_px(across))

    def leg_px(self, limb: Limb) -> Value:
        """Length hip to ankle in pixels, of the start pose where there is one."""
        body = self.start if self.start_xy_px is not None else self
        return length_px(body.point("ankle", limb) - body.point("hip", limb))

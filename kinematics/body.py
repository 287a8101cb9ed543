"""`Body`: landmarks with roles resolved, so that a named angle can say "working knee"."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from kinematics.geometry import Array, length_px
from kinematics.landmarks import LANDMARK_COUNT, Side, landmark_of


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


@dataclass(frozen=True, kw_only=True)
class Body:
    """One pose or many, with the working limb, the limb nearer the camera and the start pose.

    xy_px        (..., 33, 2) pixels, x right, y down
    working      the limb that does the exercise; for exercises of both legs equal to `near`
    near         the limb nearer the camera
    start_xy_px  (33, 2) the pose held before the repetition, or None; lengths that scale ratios
                 are taken from it, so that a ratio does not breathe with the torso
    """

    xy_px: Array
    working: Side
    near: Side
    start_xy_px: Array | None = None

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
        return Body(
            xy_px=self.start_xy_px,
            working=self.working,
            near=self.near,
            start_xy_px=self.start_xy_px,
        )

    def side_of(self, limb: Limb) -> Side:
        """The anatomical side that plays the role `limb`."""
        base = self.near if limb in (Limb.NEAR, Limb.FAR) else self.working
        return base if limb in (Limb.NEAR, Limb.WORKING) else base.other

    def point(self, part: str, limb: Limb) -> Array:
        """(..., 2) pixels of a paired body part, for example ``point("knee", Limb.WORKING)``."""
        return np.asarray(self.xy_px[..., landmark_of(part, self.side_of(limb)), :])

    def mid(self, part: str) -> Array:
        """(..., 2) pixels halfway between the left and the right `part`."""
        left = self.xy_px[..., landmark_of(part, Side.LEFT), :]
        right = self.xy_px[..., landmark_of(part, Side.RIGHT), :]
        return np.asarray((left + right) * 0.5)

    @property
    def torso_px(self) -> Array:
        """Length mid-shoulder to mid-hip in pixels, of the start pose where there is one."""
        body = self.start if self.start_xy_px is not None else self
        return length_px(body.mid("hip") - body.mid("shoulder"))

    @property
    def trunk_px(self) -> Array:
        """Size of the trunk in pixels, also seen end-on: its length or the width of the shoulders.

        Of the start pose where there is one.
        """
        body = self.start if self.start_xy_px is not None else self
        across = body.point("shoulder", Limb.NEAR) - body.point("shoulder", Limb.FAR)
        return np.asarray(np.fmax(body.torso_px, length_px(across)))

    def leg_px(self, limb: Limb) -> Array:
        """Length hip to ankle in pixels, of the start pose where there is one."""
        body = self.start if self.start_xy_px is not None else self
        return length_px(body.point("ankle", limb) - body.point("hip", limb))

"""A stick body and a simple camera: the parts of synthetic recordings.

World: metres, x image right, y up, z towards the camera; the person's own left and right.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kinematics.landmarks import Landmark, Side, landmark_of
from kinematics.quality import View

Array = NDArray[np.float64]

TORSO, SHOULDERS, HIPS = 0.52, 0.34, 0.18
THIGH = SHANK = 0.82 * TORSO
X, Y, Z = np.eye(3)
SIDES = (Side.LEFT, Side.RIGHT)


def unit(vector: Array) -> Array:
    return np.asarray(vector / np.linalg.norm(vector, axis=-1, keepdims=True))


def turn(degrees: Array | float, a: Array, b: Array) -> Array:
    """The direction `a` turned towards the direction `b` (at right angles to it) by `degrees`."""
    angle = np.radians(np.asarray(degrees, dtype=np.float64))[..., None]
    return np.asarray(np.cos(angle) * a + np.sin(angle) * b)


def about(axis: Array, degrees: Array | float, vector: Array) -> Array:
    """`vector` rotated about the unit `axis` (right-hand rule; Rodrigues 1840)."""
    angle = np.radians(np.asarray(degrees, dtype=np.float64))[..., None]
    along = np.sum(axis * vector, axis=-1, keepdims=True) * axis
    return np.asarray(
        along + np.cos(angle) * (vector - along) + np.sin(angle) * np.cross(axis, vector)
    )


@dataclass(frozen=True, kw_only=True)
class Stick:
    """A body as directions; every field (3,) or (T, 3), legs as (left, right).

    hip   middle of the hips, metres       spine  mid-hip to mid-shoulder
    front where the chest points            thigh, shank, foot  away from the trunk; heel to toes
    arm   directions of straight arms, None = bent in front of the trunk
    across  from the right hip to the left one, None = square to the spine
    """

    hip: Array
    spine: Array
    front: Array
    thigh: tuple[Array, Array]
    shank: tuple[Array, Array]
    foot: tuple[Array, Array]
    arm: tuple[Array, Array] | None = None
    across: Array | None = None

    @property
    def arms(self) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        """(upper arm, forearm) of the left and of the right; straight where `arm` is given."""
        upper = unit(0.3 * self.front - 0.95 * self.spine)
        fore = unit(0.8 * self.front - 0.6 * self.spine)
        left, right = self.arm or (None, None)
        return (
            (upper, fore) if left is None else (left, left),
            (upper, fore) if right is None else (right, right),
        )

    @property
    def left(self) -> Array:
        return np.asarray(np.cross(self.spine, self.front))

    def towards(self, other: "Stick", share: Array) -> "Stick":
        """Between this body and another, at shares (T,) of the way; segments keep their length."""
        part = share[:, None]

        def mix(a: Array, b: Array) -> Array:
            return unit((1 - part) * a + part * b)

        spine = mix(self.spine, other.spine)
        front = mix(self.front, other.front)
        front = unit(front - np.sum(front * spine, axis=-1, keepdims=True) * spine)
        legs = {
            name: (
                mix(getattr(self, name)[0], getattr(other, name)[0]),
                mix(getattr(self, name)[1], getattr(other, name)[1]),
            )
            for name in ("thigh", "shank", "foot")
        }
        hip = (1 - part) * self.hip + part * other.hip
        arm = None
        if self.arm or other.arm:
            left, right = (mix(self.arms[i][0], other.arms[i][0]) for i in (0, 1))
            arm = (left, right)
        return Stick(hip=hip, spine=spine, front=front, arm=arm, **legs)  # type: ignore[arg-type]

    def other_sided(self) -> "Stick":
        """The same pose with left and right exchanged, in the same place."""
        across = self.left

        def reflected(pair: tuple[Array, Array]) -> tuple[Array, Array]:
            left, right = (v - 2 * np.sum(v * across, -1, keepdims=True) * across for v in pair)
            return right, left

        return replace(
            self,
            thigh=reflected(self.thigh),
            shank=reflected(self.shank),
            foot=reflected(self.foot),
            arm=reflected(self.arm) if self.arm else None,
        )

    def moved(self, by: Array) -> "Stick":
        return replace(self, hip=self.hip + by)

    def joints(self) -> Array:
        """(T, 33, 3) metres."""
        spine, front, left = self.spine, self.front, self.left
        shoulder = self.hip + TORSO * spine
        head = shoulder + 0.20 * spine
        points: dict[Landmark, Array] = {mark: head + 0.09 * front for mark in Landmark}
        for index, side in enumerate(SIDES):
            sign = 1.0 if side is Side.LEFT else -1.0
            out = sign * left
            at = {
                "ear": head + 0.07 * out,
                "shoulder": shoulder + SHOULDERS / 2 * out,
                "hip": self.hip + HIPS / 2 * (out if self.across is None else sign * self.across),
            }
            upper, fore = self.arms[index]
            at["elbow"] = at["shoulder"] + 0.28 * upper
            at["wrist"] = at["elbow"] + 0.25 * fore
            at["knee"] = at["hip"] + THIGH * self.thigh[index]
            at["ankle"] = at["knee"] + SHANK * self.shank[index]
            at["heel"] = at["ankle"] + 0.05 * self.shank[index] - 0.05 * self.foot[index]
            at["foot_index"] = at["heel"] + 0.20 * self.foot[index]
            points.update({landmark_of(part, side): point for part, point in at.items()})
        for hand in (17, 19, 21):
            points[Landmark(hand)] = points[Landmark.LEFT_WRIST]
            points[Landmark(hand + 1)] = points[Landmark.RIGHT_WRIST]
        marks = np.broadcast_arrays(*(np.atleast_2d(points[mark]) for mark in Landmark))
        return np.stack(marks, axis=1)


@dataclass(frozen=True, kw_only=True)
class Camera:
    """A level pinhole camera that looks at the origin."""

    height_m: float
    distance_m: float = 2.25
    px_per_m: float = 400.0
    yaw_deg: float = 0.0
    size_wh: tuple[int, int] = (1280, 960)

    def project(self, joints: Array) -> tuple[Array, Array]:
        """(T, 33, 2) pixels and (T, 33) metres from the camera."""
        turned = about(Y, self.yaw_deg, joints)
        depth = self.distance_m - turned[..., 2]
        scale = self.px_per_m * self.distance_m / depth
        x_px = self.size_wh[0] / 2 + scale * turned[..., 0]
        y_px = self.size_wh[1] / 2 - scale * (turned[..., 1] - self.height_m)
        return np.stack([x_px, y_px], axis=-1), depth


@dataclass(frozen=True, kw_only=True)
class Motion:
    """How one exercise is done: the pose at an angle of the driving joint, and the camera.

    yaw_deg  turn of the body to be seen in each view that can be judged
    wrong    turns of the body from which the exercise cannot be judged
    """

    pose: Callable[[Array], Stick]
    rest_deg: float
    most_deg: float
    camera: Camera
    yaw_deg: dict[View, float]
    wrong: tuple[float, ...] = ()

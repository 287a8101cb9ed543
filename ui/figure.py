"""A drawn human figure: poses in words of angles, and where its joints then lie. No drawing here.

Everything lies in the plane of the picture: x right, y **up**, floor at y = 0, lengths in
hundredths of about 1.75 body heights (a standing person is about 175 high). Angles are directions
of segments in degrees: 0 = right, 90 = up, anticlockwise. "near" is the working side.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

Point = tuple[float, float]
LENGTH: Mapping[str, float] = {
    "trunk": 50.0,
    "upper_arm": 28.0,
    "forearm": 29.0,
    "thigh": 44.0,
    "shank": 42.0,
    "foot": 16.0,
}
HEAD_AWAY = 20.0


@dataclass(frozen=True)
class Reach:
    """A limb whose end (wrist or ankle) lies at a point.

    bend: which way the elbow or knee points: 1 = to the left when going from the root to the end,
    −1 = to the right, in between = out of the plane of the picture (the segments look shorter).
    """

    x: float
    y: float
    bend: float = 1.0


LimbPose = Reach | tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class FigurePose:
    """One pose.

    anchor, at        the joint ("pelvis" or "shoulders") that lies at a point
    trunk             direction from pelvis to shoulders
    head, face        direction from shoulders to head; where the nose points (None = to the viewer)
    leg_*, arm_*      directions (thigh, shank) or (upper arm, forearm), or where the end lies
    foot_*            direction from heel to toes
    pelvis, shoulders (half width, direction from the far to the near joint): what the view shows
    scale             how long a segment looks, 1 = in the plane: ``{"thigh_near": 0.6}``
    """

    anchor: str = "pelvis"
    at: Point
    trunk: float
    head: float
    face: float | None
    leg_near: LimbPose
    leg_far: LimbPose
    foot_near: float
    foot_far: float
    arm_near: LimbPose
    arm_far: LimbPose
    pelvis: tuple[float, float] = (0.0, 0.0)
    shoulders: tuple[float, float] = (0.0, 0.0)
    scale: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Prop:
    """A thing in the picture: `kind` is mat, flat_mat, bench, chair, step, support or band.

    x0, x1, height say where it is (flat_mat: seen from above, height = depth behind the floor
    line); a band joins the joints named in `joints` instead.
    """

    kind: str
    x0: float = 0.0
    x1: float = 0.0
    height: float = 0.0
    joints: tuple[str, str] = ("", "")


@dataclass(frozen=True, kw_only=True)
class ExerciseFigure:
    """The picture of an exercise: two poses, what moves, what stands around, in words too.

    `moving` names the parts to accent; `from_head` = seen along the body, the head in front;
    `far_opacity` is for the limbs of the far side (in front view: of the resting side).
    """

    start: FigurePose
    end: FigurePose
    moving: tuple[str, ...]
    props: tuple[Prop, ...]
    start_text: str
    end_text: str
    far_opacity: float = 0.5
    from_head: bool = False


@dataclass(frozen=True)
class Placed:
    """A drawn part: it begins at (x, y), points in `angle`, and looks `scale` times its length."""

    x: float
    y: float
    angle: float
    scale: float = 1.0


def step(start: Point, angle: float, length: float) -> Point:
    """The point ``length`` away from ``start`` in a direction in degrees."""
    return (
        start[0] + length * math.cos(math.radians(angle)),
        start[1] + length * math.sin(math.radians(angle)),
    )


def _placed(start: Point, end: Point, length: float) -> Placed:
    """The part that runs from one point to another."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    return Placed(*start, math.degrees(math.atan2(dy, dx)), math.hypot(dx, dy) / length)


def _middle_joint(root: Point, end: Point, lengths: Point, bend: float) -> Point:
    """Knee or elbow between root and end (two circles; cosine rule)."""
    dx, dy = end[0] - root[0], end[1] - root[1]
    distance = max(math.hypot(dx, dy), 1e-6)
    first, second = lengths
    along = (first**2 - second**2 + distance**2) / (2 * distance)
    if distance >= first + second:
        along = distance * first / (first + second)
    away = bend * math.sqrt(max(first**2 - along**2, 0.0)) if distance < first + second else 0.0
    ux, uy = dx / distance, dy / distance
    return root[0] + along * ux - away * uy, root[1] + along * uy + away * ux


def _limb(
    pose: FigurePose, limb: str, side: str, root: Point, names: tuple[str, str]
) -> tuple[dict[str, Placed], Point, Point]:
    """The two segments of a limb, its middle joint and its end."""
    value: LimbPose = getattr(pose, f"{limb}_{side}")
    lengths = (LENGTH[names[0]], LENGTH[names[1]])
    if isinstance(value, Reach):
        end = (value.x, value.y)
        middle = _middle_joint(root, end, lengths, value.bend)
    else:
        looks = [pose.scale.get(f"{name}_{side}", 1.0) for name in names]
        middle = step(root, value[0], lengths[0] * looks[0])
        end = step(middle, value[1], lengths[1] * looks[1])
    placed = {
        f"{names[0]}_{side}": _placed(root, middle, lengths[0]),
        f"{names[1]}_{side}": _placed(middle, end, lengths[1]),
    }
    return placed, middle, end


def place(pose: FigurePose, bands: tuple[Prop, ...] = ()) -> dict[str, Placed]:
    """Where every part of the figure lies; the bands are named band0, band1 and so on."""
    length = LENGTH["trunk"] * pose.scale.get("trunk", 1.0)
    hips = pose.at if pose.anchor == "pelvis" else step(pose.at, pose.trunk + 180, length)
    neck = step(hips, pose.trunk, length)
    parts = {
        "trunk": Placed(*hips, pose.trunk, pose.scale.get("trunk", 1.0)),
        "pelvis": Placed(*hips, pose.pelvis[1]),
        "neck": Placed(*neck, pose.head),
    }
    head = step(neck, pose.head, HEAD_AWAY * pose.scale.get("head", 1.0))
    parts["head"] = Placed(*head, pose.head if pose.face is None else pose.face)
    joints: dict[str, Point] = {}
    for side, sign in (("near", 1), ("far", -1)):
        hip = step(hips, pose.pelvis[1], sign * pose.pelvis[0])
        shoulder = step(neck, pose.shoulders[1], sign * pose.shoulders[0])
        leg, knee, ankle = _limb(pose, "leg", side, hip, ("thigh", "shank"))
        arm, _, _ = _limb(pose, "arm", side, shoulder, ("upper_arm", "forearm"))
        looks = pose.scale.get(f"foot_{side}", 1.0)
        foot = Placed(*ankle, getattr(pose, f"foot_{side}"), looks)
        parts |= {**leg, **arm, f"foot_{side}": foot}
        joints |= {f"knee_{side}": knee, f"ankle_{side}": ankle}
    for index, band in enumerate(bands):
        parts[f"band{index}"] = _placed(joints[band.joints[0]], joints[band.joints[1]], 10.0)
    return parts


def _between(a: float, b: float, share: float) -> float:
    return a + share * (b - a)


def _limb_between(a: LimbPose, b: LimbPose, share: float) -> LimbPose:
    if isinstance(a, Reach) and isinstance(b, Reach):
        return Reach(*(_between(getattr(a, k), getattr(b, k), share) for k in ("x", "y", "bend")))
    if isinstance(a, Reach) or isinstance(b, Reach):
        raise ValueError("pose: expected a limb to be given the same way at start and end")
    return _points_between(a, b, share)


def _points_between(a: Point, b: Point, share: float) -> Point:
    return _between(a[0], b[0], share), _between(a[1], b[1], share)


def pose_between(a: FigurePose, b: FigurePose, share: float) -> FigurePose:
    """The pose on the way from a (share 0) to b (share 1): angles and points move evenly."""
    names = {**a.scale, **b.scale}
    return FigurePose(
        anchor=a.anchor,
        at=_points_between(a.at, b.at, share),
        trunk=_between(a.trunk, b.trunk, share),
        head=_between(a.head, b.head, share),
        face=None if a.face is None or b.face is None else _between(a.face, b.face, share),
        leg_near=_limb_between(a.leg_near, b.leg_near, share),
        leg_far=_limb_between(a.leg_far, b.leg_far, share),
        foot_near=_between(a.foot_near, b.foot_near, share),
        foot_far=_between(a.foot_far, b.foot_far, share),
        arm_near=_limb_between(a.arm_near, b.arm_near, share),
        arm_far=_limb_between(a.arm_far, b.arm_far, share),
        pelvis=_points_between(a.pelvis, b.pelvis, share),
        shoulders=_points_between(a.shoulders, b.shoulders, share),
        scale={k: _between(a.scale.get(k, 1.0), b.scale.get(k, 1.0), share) for k in names},
    )


def motion(figure: ExerciseFigure, steps: int) -> list[dict[str, Placed]]:
    """The parts at ``steps`` + 1 moments from start to end, speeding up and slowing down gently.

    Directions of a part never jump by a full turn from one moment to the next.
    """
    bands = tuple(prop for prop in figure.props if prop.kind == "band")
    shares = [(1 - math.cos(math.pi * i / steps)) / 2 for i in range(steps + 1)]
    moments = [place(pose_between(figure.start, figure.end, s), bands) for s in shares]
    for before, after in pairwise(moments):
        for name, part in after.items():
            turns = round((before[name].angle - part.angle) / 360)
            after[name] = Placed(part.x, part.y, part.angle + 360 * turns, part.scale)
    return moments

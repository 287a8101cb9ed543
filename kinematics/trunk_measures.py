"""How the trunk is held: its lean, sway, height, the pelvis line, the neck and the arms.

Like `measures`: a `Body` and a `Limb` in, an array with the leading shape of ``body.xy_px`` out,
NaN where a landmark is not seen. Definitions: measurement specification B.2-B.21.
"""

import numpy as np

from kinematics.body import Body, Limb
from kinematics.geometry import (
    Array,
    cross,
    dot,
    flexion_deg,
    interior_angle_deg,
    lean_from_vertical_deg,
    length_px,
    ratio,
)
from kinematics.landmarks import Landmark
from kinematics.leg_measures import outwards
from kinematics.measures import facing


def trunk_aside(body: Body, limb: Limb) -> Array:
    """Lean of the trunk from vertical in the frontal plane, towards the side of the limb."""
    return lean_from_vertical_deg(body.mid("hip"), body.mid("shoulder"), outwards(body, limb))


def trunk_turned(body: Body, limb: Limb) -> Array:
    """Turn of the trunk line in the image since the start pose, unsigned."""
    now, then = (b.mid("shoulder") - b.mid("hip") for b in (body, body.start))
    return np.asarray(np.degrees(np.arctan2(np.abs(cross(then, now)), dot(then, now))))


def shoulders_rise(body: Body, limb: Limb) -> Array:
    """Height of mid-shoulder above mid-hip in the image, over torso length."""
    return ratio(body.mid("hip")[..., 1] - body.mid("shoulder")[..., 1], body.torso_px)


def hip_sink(body: Body, limb: Limb) -> Array:
    """How far mid-hip has sunk in the image since the start pose, over torso length."""
    return ratio(body.mid("hip")[..., 1] - body.start.mid("hip")[..., 1], body.torso_px)


def hip_sway(body: Body, limb: Limb) -> Array:
    """How far mid-hip has moved along image x since the start pose, over trunk size, unsigned."""
    return _swayed(body, "hip")


def hip_place(body: Body, limb: Limb) -> Array:
    """Image x of mid-hip over trunk size; only its change means something."""
    return ratio(body.mid("hip")[..., 0], body.trunk_px)


def shoulder_sway(body: Body, limb: Limb) -> Array:
    """How far mid-shoulder has moved along image x since the start pose, over trunk size."""
    return _swayed(body, "shoulder")


def _swayed(body: Body, part: str) -> Array:
    moved = body.mid(part)[..., 0] - body.start.mid(part)[..., 0]
    return np.asarray(np.abs(ratio(moved, body.trunk_px)))


def hip_hike(body: Body, limb: Limb) -> Array:
    """Tilt of the line between the hips, the hip of the limb higher than the other."""
    return _tilt_deg(body, limb, "hip")


def shoulder_tilt(body: Body, limb: Limb) -> Array:
    """Tilt of the line between the shoulders, the shoulder of the limb higher than the other."""
    return _tilt_deg(body, limb, "shoulder")


def _tilt_deg(body: Body, limb: Limb, part: str) -> Array:
    line = body.point(part, limb) - body.point(part, limb.opposite)
    return np.asarray(np.degrees(np.arctan2(-line[..., 1], np.abs(line[..., 0]))))


def shoulder_width(body: Body, limb: Limb) -> Array:
    """Distance between the shoulders in the image over trunk size; it shrinks with a turn."""
    line = body.point("shoulder", limb) - body.point("shoulder", limb.opposite)
    return ratio(length_px(line), body.trunk_px)


def plank_line(body: Body, limb: Limb) -> Array:
    """Angle mid-shoulder - mid-hip - ankle: 180 = one straight line."""
    return interior_angle_deg(body.mid("shoulder"), body.mid("hip"), body.point("ankle", limb))


def trunk_length(body: Body, limb: Limb) -> Array:
    """Length of the trunk in the image over the larger of it and the width of the shoulders."""
    return ratio(length_px(body.mid("hip") - body.mid("shoulder")), body.trunk_px)


def neck_bend(body: Body, limb: Limb) -> Array:
    """Bend between the trunk line and the line mid-shoulder - mid-ear, unsigned."""
    return flexion_deg(body.mid("hip"), body.mid("shoulder"), body.mid("ear"))


def neck_back(body: Body, limb: Limb) -> Array:
    """Bend of the line mid-shoulder - mid-ear back from the trunk line, as in looking up."""
    forward = facing(body)
    trunk = lean_from_vertical_deg(body.mid("hip"), body.mid("shoulder"), forward)
    return trunk - lean_from_vertical_deg(body.mid("shoulder"), body.mid("ear"), forward)


def head_back(body: Body, limb: Limb) -> Array:
    """Tilt of the line mid-ear - nose from square to the trunk, towards the crown of the head."""
    gaze = body.xy_px[..., Landmark.NOSE, :] - body.mid("ear")
    upwards = body.mid("shoulder") - body.mid("hip")
    return np.asarray(np.degrees(np.arctan2(dot(gaze, upwards), np.abs(cross(gaze, upwards)))))


def head_lift(body: Body, limb: Limb) -> Array:
    """How far the ear has come up in the image since the start pose, over torso length."""
    return ratio(body.start.mid("ear")[..., 1] - body.mid("ear")[..., 1], body.torso_px)


def arm_raise(body: Body, limb: Limb) -> Array:
    """Angle hip - shoulder - wrist: 180 = the arm reaches in line with the trunk."""
    return interior_angle_deg(*(body.point(part, limb) for part in ("hip", "shoulder", "wrist")))


def shoulder_prop(body: Body, limb: Limb) -> Array:
    """Height of the shoulder above the elbow in the image, over torso length."""
    rise = body.point("elbow", limb)[..., 1] - body.point("shoulder", limb)[..., 1]
    return ratio(rise, body.torso_px)


def hand_drop(body: Body, limb: Limb) -> Array:
    """Height of the shoulder above the wrist in the image, over trunk size."""
    rise = body.point("wrist", limb)[..., 1] - body.point("shoulder", limb)[..., 1]
    return ratio(rise, body.trunk_px)

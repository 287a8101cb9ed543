"""How the trunk is held: its lean, sway, height, the pelvis line, the neck and the arms.

Like `measures`: a `Body` and a `Limb` in, a number or an array out, NaN where a landmark is not
seen. Definitions: measurement specification B.2-B.21.
"""

from kinematics.body import Body, Limb
from kinematics.geometry import (
    Value,
    cross,
    direction_deg,
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


def trunk_aside(body: Body, limb: Limb) -> Value:
    """Lean of the trunk from vertical in the frontal plane, towards the side of the limb."""
    return lean_from_vertical_deg(body.mid("hip"), body.mid("shoulder"), outwards(body, limb))


def trunk_turned(body: Body, limb: Limb) -> Value:
    """Turn of the trunk line in the image since the start pose, unsigned."""
    now, then = (b.mid("shoulder") - b.mid("hip") for b in (body, body.start))
    return direction_deg(abs(cross(then, now)), dot(then, now))


def shoulders_rise(body: Body, limb: Limb) -> Value:
    """Height of mid-shoulder above mid-hip in the image, over torso length."""
    return ratio(body.mid("hip").imag - body.mid("shoulder").imag, body.torso_px)


def hip_sink(body: Body, limb: Limb) -> Value:
    """How far mid-hip has sunk in the image since the start pose, over torso length."""
    return ratio(body.mid("hip").imag - body.start.mid("hip").imag, body.torso_px)


def hip_sway(body: Body, limb: Limb) -> Value:
    """How far mid-hip has moved along image x since the start pose, over trunk size, unsigned."""
    return _swayed(body, "hip")


def hip_place(body: Body, limb: Limb) -> Value:
    """Image x of mid-hip over trunk size; only its change means something."""
    return ratio(body.mid("hip").real, body.trunk_px)


def shoulder_sway(body: Body, limb: Limb) -> Value:
    """How far mid-shoulder has moved along image x since the start pose, over trunk size."""
    return _swayed(body, "shoulder")


def _swayed(body: Body, part: str) -> Value:
    moved = body.mid(part).real - body.start.mid(part).real
    return abs(ratio(moved, body.trunk_px))


def hip_hike(body: Body, limb: Limb) -> Value:
    """Tilt of the line between the hips, the hip of the limb higher than the other."""
    return _tilt_deg(body, limb, "hip")


def shoulder_tilt(body: Body, limb: Limb) -> Value:
    """Tilt of the line between the shoulders, the shoulder of the limb higher than the other."""
    return _tilt_deg(body, limb, "shoulder")


def _tilt_deg(body: Body, limb: Limb, part: str) -> Value:
    line = body.point(part, limb) - body.point(part, limb.opposite)
    return direction_deg(-line.imag, abs(line.real))


def shoulder_width(body: Body, limb: Limb) -> Value:
    """Distance between the shoulders in the image over trunk size; it shrinks with a turn."""
    line = body.point("shoulder", limb) - body.point("shoulder", limb.opposite)
    return ratio(length_px(line), body.trunk_px)


def plank_line(body: Body, limb: Limb) -> Value:
    """Angle mid-shoulder - mid-hip - ankle: 180 = one straight line."""
    return interior_angle_deg(body.mid("shoulder"), body.mid("hip"), body.point("ankle", limb))


def trunk_length(body: Body, limb: Limb) -> Value:
    """Length of the trunk in the image over the larger of it and the width of the shoulders."""
    return ratio(length_px(body.mid("hip") - body.mid("shoulder")), body.trunk_px)


def neck_bend(body: Body, limb: Limb) -> Value:
    """Bend between the trunk line and the line mid-shoulder - mid-ear, unsigned."""
    return flexion_deg(body.mid("hip"), body.mid("shoulder"), body.mid("ear"))


def neck_back(body: Body, limb: Limb) -> Value:
    """Bend of the line mid-shoulder - mid-ear back from the trunk line, as in looking up."""
    forward = facing(body)
    trunk = lean_from_vertical_deg(body.mid("hip"), body.mid("shoulder"), forward)
    return trunk - lean_from_vertical_deg(body.mid("shoulder"), body.mid("ear"), forward)


def head_back(body: Body, limb: Limb) -> Value:
    """Tilt of the line mid-ear - nose from square to the trunk, towards the crown of the head."""
    gaze = body.landmark(Landmark.NOSE) - body.mid("ear")
    upwards = body.mid("shoulder") - body.mid("hip")
    return direction_deg(dot(gaze, upwards), abs(cross(gaze, upwards)))


def head_lift(body: Body, limb: Limb) -> Value:
    """How far the ear has come up in the image since the start pose, over torso length."""
    return ratio(body.start.mid("ear").imag - body.mid("ear").imag, body.torso_px)


def arm_raise(body: Body, limb: Limb) -> Value:
    """Angle hip - shoulder - wrist: 180 = the arm reaches in line with the trunk."""
    return interior_angle_deg(*[body.point(part, limb) for part in ("hip", "shoulder", "wrist")])


def shoulder_prop(body: Body, limb: Limb) -> Value:
    """Height of the shoulder above the elbow in the image, over torso length."""
    rise = body.point("elbow", limb).imag - body.point("shoulder", limb).imag
    return ratio(rise, body.torso_px)


def hand_drop(body: Body, limb: Limb) -> Value:
    """Height of the shoulder above the wrist in the image, over trunk size."""
    rise = body.point("wrist", limb).imag - body.point("shoulder", limb).imag
    return ratio(rise, body.trunk_px)

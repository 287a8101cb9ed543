"""Where a leg is: to the trunk, to the vertical, to the floor and to the other leg.

Like `measures`: a `Body` and a `Limb` in, an array with the leading shape of ``body.xy_px`` out,
NaN where a landmark is not seen. Definitions: measurement specification B.2-B.21 and appendix 1.
"""

import numpy as np

from kinematics.body import Body, Limb
from kinematics.geometry import (
    Array,
    arccos_deg,
    arcsin_deg,
    cross,
    dot,
    interior_angle_deg,
    lean_from_vertical_deg,
    length_px,
    ratio,
)
from kinematics.measures import (
    THIGH_PER_TORSO,
    ankle_spread,
    facing,
    hip_angle_supine,
    knee_flexion,
)


def outwards(body: Body, limb: Limb) -> Array:
    """+1 when the limb's own side is at image right, -1 at image left (start pose if any)."""
    source = body.start if body.start_xy_px is not None else body
    return source.value(_outwards, limb)


def _outwards(source: Body, limb: Limb) -> Array:
    aside = source.point("hip", limb)[..., 0] - source.mid("hip")[..., 0]
    return np.where(aside >= 0, 1.0, -1.0)


def hip_extension(body: Body, limb: Limb) -> Array:
    """Angle trunk - thigh on all fours; over 180 past the line, away from the start pose."""
    bent = np.where(_thigh_turn_deg(body.start, limb) >= 0, 1.0, -1.0)
    return np.asarray(180.0 - bent * _thigh_turn_deg(body, limb))


def _thigh_turn_deg(body: Body, limb: Limb) -> Array:
    trunk = body.mid("hip") - body.mid("shoulder")
    thigh = body.point("knee", limb) - body.point("hip", limb)
    return np.asarray(np.degrees(np.arctan2(cross(trunk, thigh), dot(trunk, thigh))))


def supine_hip_flexion(body: Body, limb: Limb) -> Array:
    """180 minus the hip angle lying on the back: 0 = in line, growing as the knee comes up."""
    return np.asarray(180.0 - hip_angle_supine(body, limb))


def thigh_aside(body: Body, limb: Limb) -> Array:
    """Angle of the thigh from vertical in the frontal plane, away from the other leg."""
    hip, knee = body.point("hip", limb), body.point("knee", limb)
    return -lean_from_vertical_deg(knee, hip, outwards(body, limb))


def leg_aside(body: Body, limb: Limb) -> Array:
    """Angle of the line hip-ankle from vertical in the frontal plane, away from the other leg."""
    hip, ankle = body.point("hip", limb), body.point("ankle", limb)
    return -lean_from_vertical_deg(ankle, hip, outwards(body, limb))


def thigh_back(body: Body, limb: Limb) -> Array:
    """Angle of the thigh behind vertical, the back being where the toes do not point."""
    return lean_from_vertical_deg(body.point("knee", limb), body.point("hip", limb), facing(body))


def thigh_lean(body: Body, limb: Limb) -> Array:
    """Lean of the raised thigh from vertical, lying on the back, the knee away from the head."""
    along = (body.mid("hip") - body.mid("shoulder"))[..., 0]
    away = np.where(np.isnan(along), np.nan, np.where(along >= 0, 1.0, -1.0))
    return lean_from_vertical_deg(body.point("hip", limb), body.point("knee", limb), away)


def leg_back(body: Body, limb: Limb) -> Array:
    """Angle of the line hip-ankle behind vertical, the back being where the toes do not point."""
    return lean_from_vertical_deg(body.point("ankle", limb), body.point("hip", limb), facing(body))


def foot_ahead(body: Body, limb: Limb) -> Array:
    """Angle of the shank from vertical with the ankle ahead of the knee."""
    return lean_from_vertical_deg(
        body.point("ankle", limb), body.point("knee", limb), -facing(body)
    )


def knee_extension(body: Body, limb: Limb) -> Array:
    """Interior angle of the knee: 180 = straight."""
    return np.asarray(180.0 - knee_flexion(body, limb))


def stance_drop(body: Body, limb: Limb) -> Array:
    """How far mid-hip has come down towards the ankle of one leg since the start pose, 0…1."""
    now = body.point("ankle", limb)[..., 1] - body.mid("hip")[..., 1]
    start = body.start
    tall = start.point("ankle", limb)[..., 1] - start.mid("hip")[..., 1]
    return np.asarray(1.0 - ratio(now, tall))


def stance_knee_from_height(body: Body, limb: Limb) -> Array:
    """Bend of the standing knee from how far mid-hip has come down towards its ankle.

    Like `knee_flexion_from_height`, for one leg. Needs a start pose (standing tall).
    """
    return 2.0 * arccos_deg(1.0 - stance_drop(body, limb))


def leg_opening(body: Body, limb: Limb) -> Array:
    """Angle between two legs whose ankles are as far apart along image x as these."""
    return 2.0 * arcsin_deg(0.5 * ankle_spread(body, limb))


def ankle_rise(body: Body, limb: Limb) -> Array:
    """Height of the ankle above the other ankle in the image, over torso length."""
    rise = body.point("ankle", limb.opposite)[..., 1] - body.point("ankle", limb)[..., 1]
    return ratio(rise, body.trunk_px)


def ankle_step(body: Body, limb: Limb) -> Array:
    """Height of one ankle above the other in the image, over torso length, unsigned."""
    return np.asarray(np.abs(ankle_rise(body, limb)))


def ankle_lift(body: Body, limb: Limb) -> Array:
    """How far the ankle has come up in the image since the start pose, over torso length."""
    return _lifted(body, limb, "ankle")


def leg_lift(body: Body, limb: Limb) -> Array:
    """Turn of a straight leg about its hip that lifts the ankle as far as since the start pose."""
    up = body.start.point("ankle", limb)[..., 1] - body.point("ankle", limb)[..., 1]
    return arccos_deg(1.0 - ratio(up, body.leg_px(limb)))


def knee_lift(body: Body, limb: Limb) -> Array:
    """How far the knee has come up in the image since the start pose, over torso length."""
    return _lifted(body, limb, "knee")


def _lifted(body: Body, limb: Limb, part: str) -> Array:
    up = body.start.point(part, limb)[..., 1] - body.point(part, limb)[..., 1]
    return ratio(up, body.torso_px)


def pelvis_drop_by_foot(body: Body, limb: Limb) -> Array:
    """Tilt of the pelvis that lowers the other, hanging foot as far as since the start pose.

    On one straight leg, the other one hanging straight, the pelvis turns about the standing hip:
    the foot sinks by the distance between the hips times the sine of the tilt. A foot is the mean
    of ankle, heel and toes. The line between the hips shows 0.41 of a true tilt, this 1.01 (one
    rendered clip).
    """
    sunk = _foot_below_px(body, limb) - _foot_below_px(body.start, limb)
    return arcsin_deg(ratio(sunk, hip_distance_px(body)))


def _foot_below_px(body: Body, limb: Limb) -> Array:
    """How far the other foot is below the limb's own in the image."""
    gaps = [
        body.point(part, limb.opposite)[..., 1] - body.point(part, limb)[..., 1]
        for part in ("ankle", "heel", "foot_index")
    ]
    return np.asarray(sum(gaps) / 3.0)


def hip_distance_px(body: Body) -> Array:
    """Distance between the hips along image x, in pixels, of the start pose where there is one."""
    source = body.start if body.start_xy_px is not None else body
    across = source.point("hip", Limb.WORKING) - source.point("hip", Limb.OTHER)
    return np.asarray(np.abs(across[..., 0]))


def weight_over(body: Body, limb: Limb) -> Array:
    """How far mid-hip is from the middle of the ankles towards the limb's own, over their gap."""
    ankle = body.point("ankle", limb)[..., 0]
    gap = ankle - body.point("ankle", limb.opposite)[..., 0]
    return 0.5 - ratio(ankle - body.mid("hip")[..., 0], gap)


def foot_lift(body: Body, limb: Limb) -> Array:
    """Turn of the thigh lying on the side, from how far the foot has come off the other one."""
    return arcsin_deg((ankle_rise(body, limb) - ankle_rise(body.start, limb)) / THIGH_PER_TORSO)


def toes_out(body: Body, limb: Limb) -> Array:
    """How far the toes point away from the other leg, seen from the front, over leg length."""
    across = body.point("foot_index", limb)[..., 0] - body.point("heel", limb)[..., 0]
    return ratio(outwards(body, limb) * across, body.leg_px(limb))


def knee_outside_toe(body: Body, limb: Limb) -> Array:
    """How far the knee is to the outside of the toes, seen from the front, over leg length."""
    across = body.point("knee", limb)[..., 0] - body.point("foot_index", limb)[..., 0]
    return ratio(outwards(body, limb) * across, body.leg_px(limb))


def knee_inwards(body: Body, limb: Limb) -> Array:
    """Frontal plane projection angle: how far the knee points inside the line hip-ankle."""
    shank = lean_from_vertical_deg(
        body.point("ankle", limb), body.point("knee", limb), outwards(body, limb)
    )
    return np.asarray(-thigh_aside(body, limb) - shank)


def knee_spread(body: Body, limb: Limb) -> Array:
    """Distance between the knees over torso length."""
    gap = body.point("knee", Limb.WORKING) - body.point("knee", Limb.OTHER)
    return ratio(length_px(gap), body.torso_px)


def crossed_ankle(body: Body, limb: Limb) -> Array:
    """Distance of the ankle from the other knee over torso length: crossed legs."""
    gap = body.point("ankle", limb) - body.point("knee", limb.opposite)
    return ratio(length_px(gap), body.torso_px)


def trunk_leg_line(body: Body, limb: Limb) -> Array:
    """Angle mid-shoulder - hip - ankle: 180 = leg and trunk in one line."""
    return interior_angle_deg(
        body.mid("shoulder"), body.point("hip", limb), body.point("ankle", limb)
    )


def shin_level(body: Body, limb: Limb) -> Array:
    """Height of the knee above the ankle in the image, over torso length."""
    rise = body.point("ankle", limb)[..., 1] - body.point("knee", limb)[..., 1]
    return ratio(rise, body.trunk_px)

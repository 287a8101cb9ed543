"""Where a leg is: to the trunk, to the vertical, to the floor and to the other leg.

Like `measures`: a `Body` and a `Limb` in, a number or an array out, NaN where a landmark is not
seen. Definitions: measurement specification B.2-B.21 and appendix 1.
"""

from kinematics.body import Body, Limb
from kinematics.geometry import (
    Value,
    arccos_deg,
    arcsin_deg,
    cross,
    direction_deg,
    dot,
    interior_angle_deg,
    lean_from_vertical_deg,
    length_px,
    ratio,
    sign_of,
)
from kinematics.measures import (
    THIGH_PER_TORSO,
    ankle_spread,
    facing,
    hip_angle_supine,
    knee_flexion,
)


def outwards(body: Body, limb: Limb) -> Value:
    """+1 when the limb's own side is at image right, -1 at image left (start pose if any)."""
    source = body.start if body.start_xy_px is not None else body
    return source.value(_outwards, limb)


def _outwards(source: Body, limb: Limb) -> Value:
    aside = source.point("hip", limb).real - source.mid("hip").real
    return sign_of(aside)


def hip_extension(body: Body, limb: Limb) -> Value:
    """Angle trunk - thigh on all fours; over 180 past the line, away from the start pose."""
    bent = sign_of(_thigh_turn_deg(body.start, limb))
    return 180.0 - bent * _thigh_turn_deg(body, limb)


def _thigh_turn_deg(body: Body, limb: Limb) -> Value:
    trunk = body.mid("hip") - body.mid("shoulder")
    thigh = body.point("knee", limb) - body.point("hip", limb)
    return direction_deg(cross(trunk, thigh), dot(trunk, thigh))


def supine_hip_flexion(body: Body, limb: Limb) -> Value:
    """180 minus the hip angle lying on the back: 0 = in line, growing as the knee comes up."""
    return 180.0 - hip_angle_supine(body, limb)


def thigh_aside(body: Body, limb: Limb) -> Value:
    """Angle of the thigh from vertical in the frontal plane, away from the other leg."""
    hip, knee = body.point("hip", limb), body.point("knee", limb)
    return -lean_from_vertical_deg(knee, hip, outwards(body, limb))


def leg_aside(body: Body, limb: Limb) -> Value:
    """Angle of the line hip-ankle from vertical in the frontal plane, away from the other leg."""
    hip, ankle = body.point("hip", limb), body.point("ankle", limb)
    return -lean_from_vertical_deg(ankle, hip, outwards(body, limb))


def thigh_back(body: Body, limb: Limb) -> Value:
    """Angle of the thigh behind vertical, the back being where the toes do not point."""
    return lean_from_vertical_deg(body.point("knee", limb), body.point("hip", limb), facing(body))


def thigh_lean(body: Body, limb: Limb) -> Value:
    """Lean of the raised thigh from vertical, lying on the back, the knee away from the head."""
    along = (body.mid("hip") - body.mid("shoulder")).real
    away = sign_of(along)
    return lean_from_vertical_deg(body.point("hip", limb), body.point("knee", limb), away)


def leg_back(body: Body, limb: Limb) -> Value:
    """Angle of the line hip-ankle behind vertical, the back being where the toes do not point."""
    return lean_from_vertical_deg(body.point("ankle", limb), body.point("hip", limb), facing(body))


def foot_ahead(body: Body, limb: Limb) -> Value:
    """Angle of the shank from vertical with the ankle ahead of the knee."""
    return lean_from_vertical_deg(
        body.point("ankle", limb), body.point("knee", limb), -facing(body)
    )


def knee_extension(body: Body, limb: Limb) -> Value:
    """Interior angle of the knee: 180 = straight."""
    return 180.0 - knee_flexion(body, limb)


def stance_drop(body: Body, limb: Limb) -> Value:
    """How far mid-hip has come down towards the ankle of one leg since the start pose, 0…1."""
    now = body.point("ankle", limb).imag - body.mid("hip").imag
    start = body.start
    tall = start.point("ankle", limb).imag - start.mid("hip").imag
    return 1.0 - ratio(now, tall)


def stance_knee_from_height(body: Body, limb: Limb) -> Value:
    """Bend of the standing knee from how far mid-hip has come down towards its ankle.

    Like `knee_flexion_from_height`, for one leg. Needs a start pose (standing tall).
    """
    return 2.0 * arccos_deg(1.0 - stance_drop(body, limb))


def leg_opening(body: Body, limb: Limb) -> Value:
    """Angle between two legs whose ankles are as far apart along image x as these."""
    return 2.0 * arcsin_deg(0.5 * ankle_spread(body, limb))


def ankle_rise(body: Body, limb: Limb) -> Value:
    """Height of the ankle above the other ankle in the image, over torso length."""
    rise = body.point("ankle", limb.opposite).imag - body.point("ankle", limb).imag
    return ratio(rise, body.trunk_px)


def ankle_step(body: Body, limb: Limb) -> Value:
    """Height of one ankle above the other in the image, over torso length, unsigned."""
    return abs(ankle_rise(body, limb))


def ankle_lift(body: Body, limb: Limb) -> Value:
    """How far the ankle has come up in the image since the start pose, over torso length."""
    return _lifted(body, limb, "ankle")


def leg_lift(body: Body, limb: Limb) -> Value:
    """Turn of a straight leg about its hip that lifts the ankle as far as since the start pose."""
    up = body.start.point("ankle", limb).imag - body.point("ankle", limb).imag
    return arccos_deg(1.0 - ratio(up, body.leg_px(limb)))


def knee_lift(body: Body, limb: Limb) -> Value:
    """How far the knee has come up in the image since the start pose, over torso length."""
    return _lifted(body, limb, "knee")


def _lifted(body: Body, limb: Limb, part: str) -> Value:
    up = body.start.point(part, limb).imag - body.point(part, limb).imag
    return ratio(up, body.torso_px)


def pelvis_drop_by_foot(body: Body, limb: Limb) -> Value:
    """Tilt of the pelvis that lowers the other, hanging foot as far as since the start pose.

    On one straight leg, the other one hanging straight, the pelvis turns about the standing hip:
    the foot sinks by the distance between the hips times the sine of the tilt. A foot is the mean
    of ankle, heel and toes. The line between the hips shows 0.41 of a true tilt, this 1.01 (one
    rendered clip).
    """
    sunk = _foot_below_px(body, limb) - _foot_below_px(body.start, limb)
    return arcsin_deg(ratio(sunk, hip_distance_px(body)))


def _foot_below_px(body: Body, limb: Limb) -> Value:
    """How far the other foot is below the limb's own in the image."""
    gaps = [
        body.point(part, limb.opposite).imag - body.point(part, limb).imag
        for part in ("ankle", "heel", "foot_index")
    ]
    return sum(gaps) / 3.0


def hip_distance_px(body: Body) -> Value:
    """Distance between the hips along image x, in pixels, of the start pose where there is one."""
    source = body.start if body.start_xy_px is not None else body
    across = source.point("hip", Limb.WORKING) - source.point("hip", Limb.OTHER)
    return abs(across.real)


def weight_over(body: Body, limb: Limb) -> Value:
    """How far mid-hip is from the middle of the ankles towards the limb's own, over their gap."""
    ankle = body.point("ankle", limb).real
    gap = ankle - body.point("ankle", limb.opposite).real
    return 0.5 - ratio(ankle - body.mid("hip").real, gap)


def foot_lift(body: Body, limb: Limb) -> Value:
    """Turn of the thigh lying on the side, from how far the foot has come off the other one."""
    return arcsin_deg((ankle_rise(body, limb) - ankle_rise(body.start, limb)) / THIGH_PER_TORSO)


def toes_out(body: Body, limb: Limb) -> Value:
    """How far the toes point away from the other leg, seen from the front, over leg length."""
    across = body.point("foot_index", limb).real - body.point("heel", limb).real
    return ratio(outwards(body, limb) * across, body.leg_px(limb))


def knee_outside_toe(body: Body, limb: Limb) -> Value:
    """How far the knee is to the outside of the toes, seen from the front, over leg length."""
    across = body.point("knee", limb).real - body.point("foot_index", limb).real
    return ratio(outwards(body, limb) * across, body.leg_px(limb))


def knee_inwards(body: Body, limb: Limb) -> Value:
    """Frontal plane projection angle: how far the knee points inside the line hip-ankle."""
    shank = lean_from_vertical_deg(
        body.point("ankle", limb), body.point("knee", limb), outwards(body, limb)
    )
    return -thigh_aside(body, limb) - shank


def knee_spread(body: Body, limb: Limb) -> Value:
    """Distance between the knees over torso length."""
    gap = body.point("knee", Limb.WORKING) - body.point("knee", Limb.OTHER)
    return ratio(length_px(gap), body.torso_px)


def crossed_ankle(body: Body, limb: Limb) -> Value:
    """Distance of the ankle from the other knee over torso length: crossed legs."""
    gap = body.point("ankle", limb) - body.point("knee", limb.opposite)
    return ratio(length_px(gap), body.torso_px)


def trunk_leg_line(body: Body, limb: Limb) -> Value:
    """Angle mid-shoulder - hip - ankle: 180 = leg and trunk in one line."""
    return interior_angle_deg(
        body.mid("shoulder"), body.point("hip", limb), body.point("ankle", limb)
    )


def shin_level(body: Body, limb: Limb) -> Value:
    """Height of the knee above the ankle in the image, over torso length."""
    rise = body.point("ankle", limb).imag - body.point("knee", limb).imag
    return ratio(rise, body.trunk_px)

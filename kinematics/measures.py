"""How each named angle and distance is computed. `angles.ANGLES` says what each one means.

Every function takes a `Body` and a `Limb` and returns a number for one pose, an array with the
leading shape of ``body.xy_px`` for many; NaN where a landmark is not seen. Definitions: measurement
specification parts 0.3, B.0.2 and B.1-B.15.
"""

from kinematics.body import Body, Limb
from kinematics.geometry import (
    Point,
    Value,
    arccos_deg,
    arcsin_deg,
    choose,
    cross,
    direction_deg,
    dot,
    flexion_deg,
    interior_angle_deg,
    lean_from_vertical_deg,
    length_px,
    ratio,
    sign_of,
)
from kinematics.landmarks import Side, landmark_of

# Thigh length over torso length (mid-shoulder to mid-hip) where the thigh is foreshortened:
# measurement specification B.0.2, L_th = 0.82 L_t [engineering default].
THIGH_PER_TORSO = 0.82
# Height of the knee above the hip-ankle line over thigh length for a knee bent 90 degrees:
# Lt * Ls / sqrt(Lt^2 + Ls^2) with equal segments, B.5 [geometry].
CLAMSHELL_LEVER = 0.70
# The knees of a side-lying person with hips bent about 50 degrees are some 0.32 m nearer to a
# camera 2.25 m away (preset CAM-A-LOW) than the trunk, which makes their gap look larger by
# 2.25 / (2.25 - 0.32).
KNEES_NEARER = 1.16


def _trunk(body: Body) -> Point:
    return body.mid("hip") - body.mid("shoulder")


def facing(body: Body) -> Value:
    """+1 when the toes point to image right, −1 to image left (start pose where there is one)."""
    source = body.start if body.start_xy_px is not None else body
    return source.value(_facing, Limb.WORKING)


def _facing(source: Body, limb: Limb) -> Value:
    total = sum(
        source.point("foot_index", limb).real - source.point("heel", limb).real
        for limb in (Limb.WORKING, Limb.OTHER)
    )
    return sign_of(total)


def hip_angle_supine(body: Body, limb: Limb) -> Value:
    """Mid-shoulder - mid-hip - knee angle lying on the back; over 180 above the line.

    Shoulders and hips are halved between both sides: against four rendered bridges the top is then
    wrong by -3…+1 degrees, with the near shoulder and hip alone by -7…0.
    """
    shoulder, hip, knee = body.mid("shoulder"), body.mid("hip"), body.point("knee", limb)
    angle = interior_angle_deg(shoulder, hip, knee)
    return choose(_above_line_px(body, limb) > 0, 360.0 - angle, angle)


def _above_line_px(body: Body, limb: Limb) -> Value:
    """Distance in pixels of mid-hip above (image up) the line mid-shoulder - knee."""
    shoulder, hip, knee = body.mid("shoulder"), body.mid("hip"), body.point("knee", limb)
    line = knee - shoulder
    towards_right = sign_of(line.real)
    return -ratio(towards_right * cross(line, hip - shoulder), length_px(line))


def hip_above_line(body: Body, limb: Limb) -> Value:
    """Distance of mid-hip above the line mid-shoulder - knee over thigh length."""
    thigh = length_px(body.point("knee", limb) - body.mid("hip"))
    return ratio(_above_line_px(body, limb), thigh)


def knee_flexion(body: Body, limb: Limb) -> Value:
    """Bend of the knee in the image."""
    return flexion_deg(*[body.point(p, limb) for p in ("hip", "knee", "ankle")])


def hip_drop(body: Body, limb: Limb) -> Value:
    """How far mid-hip has come down towards the ankles since the start pose, 0…1."""
    now = body.mid("ankle").imag - body.mid("hip").imag
    tall = body.start.mid("ankle").imag - body.start.mid("hip").imag
    return 1.0 - ratio(now, tall)


def knee_flexion_from_height(body: Body, limb: Limb) -> Value:
    """Bend of both knees from how far the hips have come down, feet on the floor.

    Two equal segments that shorten a leg of height h0 to h are bent 2 acos(h / h0). Needs a start
    pose (standing tall). Independent of the direction a level camera looks from. Near the start it
    is all noise (1 % of height is 16 degrees), so `hip_drop` drives repetitions in its place.
    """
    return 2.0 * arccos_deg(1.0 - hip_drop(body, limb))


def heel_lift(body: Body, limb: Limb) -> Value:
    """Height of the heel above the toes in the image over torso length; its change is a heel lift.

    Against the toes, because the heel landmark alone wanders by 0.02-0.06 torso lengths in bridges
    whose heels stay down (six clips).
    """
    return ratio(_heel_above_toes_px(body, limb), body.torso_px)


def heel_lift_leg(body: Body, limb: Limb) -> Value:
    """Height of the heel above the toes in the image over leg length; its change is a heel lift."""
    return ratio(_heel_above_toes_px(body, limb), body.leg_px(limb))


def _heel_above_toes_px(body: Body, limb: Limb) -> Value:
    return body.point("foot_index", limb).imag - body.point("heel", limb).imag


def ankle_position(body: Body, limb: Limb) -> Value:
    """Image x of the ankle over torso length; only its change means something."""
    return ratio(body.point("ankle", limb).real, body.torso_px)


def trunk_inclination(body: Body, limb: Limb) -> Value:
    """Angle of the trunk line to the image horizontal, 0…90."""
    trunk = _trunk(body)
    return direction_deg(abs(trunk.imag), abs(trunk.real))


def trunk_uprightness(body: Body, limb: Limb) -> Value:
    """Angle of the line mid-hip→mid-shoulder from vertical, 0…180, unsigned."""
    lean = lean_from_vertical_deg(body.mid("hip"), body.mid("shoulder"), 1.0)
    return abs(lean)


def trunk_forward(body: Body, limb: Limb) -> Value:
    """Lean of the trunk from vertical towards where the toes point."""
    return lean_from_vertical_deg(body.mid("hip"), body.mid("shoulder"), facing(body))


def shank_forward(body: Body, limb: Limb) -> Value:
    """Lean of the shank from vertical towards where the toes point (knee ahead of ankle +)."""
    return lean_from_vertical_deg(body.point("ankle", limb), body.point("knee", limb), facing(body))


def trunk_minus_shank(body: Body, limb: Limb) -> Value:
    """Forward lean of the trunk minus forward lean of the shank."""
    return trunk_forward(body, limb) - shank_forward(body, limb)


def knee_ahead_of_toe(body: Body, limb: Limb) -> Value:
    """How far the knee is in front of the toes, over leg length."""
    ahead = body.point("knee", limb).real - body.point("foot_index", limb).real
    return ratio(facing(body) * ahead, body.leg_px(limb))


def knee_height(body: Body, limb: Limb) -> Value:
    """Height of the knee above mid-hip in the image, over torso length."""
    rise = body.mid("hip").imag - body.point("knee", limb).imag
    return ratio(rise, body.torso_px)


def knee_gap(body: Body, limb: Limb) -> Value:
    """Distance between the knees over distance between the ankles, along image x."""
    knees = body.point("knee", Limb.WORKING) - body.point("knee", Limb.OTHER)
    ankles = body.point("ankle", Limb.WORKING) - body.point("ankle", Limb.OTHER)
    return ratio(abs(knees.real), abs(ankles.real))


def ankle_spread(body: Body, limb: Limb) -> Value:
    """Distance between the ankles along image x over leg length."""
    ankles = body.point("ankle", Limb.WORKING) - body.point("ankle", Limb.OTHER)
    return ratio(abs(ankles.real), body.leg_px(limb))


def hip_offset(body: Body, limb: Limb) -> Value:
    """How far mid-hip is beside the middle of the ankles, over ankle distance, unsigned."""
    offset = body.mid("hip").real - body.mid("ankle").real
    ankles = body.point("ankle", Limb.WORKING) - body.point("ankle", Limb.OTHER)
    return abs(ratio(offset, ankles.real))


def knee_stack(body: Body, limb: Limb) -> Value:
    """Height of the working knee above the other knee in the image, over torso length."""
    gap = body.point("knee", Limb.OTHER).imag - body.point("knee", Limb.WORKING).imag
    return ratio(gap, body.torso_px)


def hip_stack(body: Body, limb: Limb) -> Value:
    """Height of the working hip above the other hip in the image, over torso length."""
    gap = body.point("hip", Limb.OTHER).imag - body.point("hip", Limb.WORKING).imag
    return ratio(gap, body.torso_px)


def clamshell_opening(body: Body, limb: Limb) -> Value:
    """Opening of the knees in a clamshell, from the growth of the knee gap (needs a start pose)."""
    lever = CLAMSHELL_LEVER * THIGH_PER_TORSO * KNEES_NEARER
    return arcsin_deg((knee_stack(body, limb) - knee_stack(body.start, limb)) / lever)


def side_lying_hip_flexion(body: Body, limb: Limb) -> Value:
    """Bend of the hip lying on the side, camera in front: from the foreshortened thigh.

    The knee is nearer to the camera than the trunk, which makes the thigh look longer.
    """
    trunk = _trunk(body)
    thigh = body.point("knee", limb) - body.point("hip", limb)
    along = ratio(dot(thigh, trunk), length_px(trunk))
    return arccos_deg(ratio(along, THIGH_PER_TORSO * KNEES_NEARER * body.torso_px))


def shoulder_shift(body: Body, limb: Limb) -> Value:
    """How far the shoulder has moved since the start pose, over torso length."""
    moved = body.point("shoulder", limb) - body.start.point("shoulder", limb)
    return ratio(length_px(moved), body.torso_px)


def ankle_gap(body: Body, limb: Limb) -> Value:
    """Distance between the ankles over torso length."""
    gap = body.point("ankle", Limb.WORKING) - body.point("ankle", Limb.OTHER)
    return ratio(length_px(gap), body.torso_px)


def hip_abduction(body: Body, limb: Limb) -> Value:
    """Angle of the line hip-ankle to the trunk line, away from the other leg; 0 = in line."""
    trunk = _trunk(body)
    leg = body.point("ankle", limb) - body.point("hip", limb)
    away = body.point("hip", limb) - body.mid("hip")
    outwards = sign_of(cross(trunk, away))
    return direction_deg(outwards * cross(trunk, leg), dot(trunk, leg))


def leg_length(body: Body, limb: Limb) -> Value:
    """Apparent length hip-ankle over torso length; it shrinks when the leg leaves the plane."""
    return ratio(length_px(body.point("ankle", limb) - body.point("hip", limb)), body.torso_px)


def toe_height(body: Body, limb: Limb) -> Value:
    """Height of the toes above the heel in the image, over leg length."""
    rise = body.point("heel", limb).imag - body.point("foot_index", limb).imag
    return ratio(rise, body.leg_px(limb))


def waist_angle(body: Body, limb: Limb) -> Value:
    """Angle mid-shoulder - hip - other hip; it shrinks when the hip hikes towards the head."""
    other = {Limb.WORKING: Limb.OTHER, Limb.OTHER: Limb.WORKING, Limb.NEAR: Limb.FAR}
    far_hip = body.point("hip", other.get(limb, Limb.NEAR))
    return interior_angle_deg(body.mid("shoulder"), body.point("hip", limb), far_hip)


def flank_length(body: Body, limb: Limb) -> Value:
    """Length shoulder-hip of one side over torso length."""
    return ratio(length_px(body.point("hip", limb) - body.point("shoulder", limb)), body.torso_px)


def shoulder_turn(body: Body, limb: Limb) -> Value:
    """Width of the shoulders across the trunk line over torso length, signed by what faces us."""
    return _width_across(body, "shoulder")


def hip_turn(body: Body, limb: Limb) -> Value:
    """Width of the hips across the trunk line over torso length, signed like `shoulder_turn`."""
    return _width_across(body, "hip")


def _width_across(body: Body, part: str) -> Value:
    right_to_left = 2.0 * (body.landmark(landmark_of(part, Side.LEFT)) - body.mid(part))
    trunk = _trunk(body)
    return ratio(cross(trunk, right_to_left), dot(trunk, trunk))

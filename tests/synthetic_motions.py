"""How each exercise is done: a pose at every angle of its driving joint, and the camera.

A new exercise has a file of its own in `motions`, built from what is here (CONTRIBUTING.md).
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from kinematics.quality import View
from tests.synthetic_body import (
    SHANK,
    THIGH,
    TORSO,
    Array,
    Camera,
    Motion,
    Stick,
    X,
    Y,
    Z,
    about,
    turn,
    unit,
)

Pose = Callable[[Array], Stick]

# ---- postures -----------------------------------------------------------------------------------


def standing(flexion_deg: Array | float) -> Stick:
    """Upright, facing the camera, feet on the floor; both knees bent (a squat)."""
    half = np.asarray(flexion_deg, dtype=np.float64) / 2
    thigh, shank = turn(half, -Y, Z), turn(half, -Y, -Z)
    spine, front = turn(0.8 * half, Y, Z), turn(0.8 * half, Z, -Y)
    hip = 0.08 * Y - THIGH * thigh - SHANK * shank
    return Stick(
        hip=hip, spine=spine, front=front, thigh=(thigh,) * 2, shank=(shank,) * 2, foot=(Z, Z)
    )


def bridging(hip_deg: Array | float, heels_m: float = 0.46) -> Stick:
    """On the back, head at image left, shoulders and feet on the mat, hip angle as asked.

    `heels_m` is the distance hip-ankle at rest; 0.46 m bends the knees about 115 degrees.
    """
    tilt = np.linspace(0.0, 50.0, 501)
    table = _bridge(tilt, heels_m)
    angle = 180.0 - np.degrees(_angle_from(-table.spine, table.thigh[0]))
    turning = int(np.argmax(angle)) + 1
    wanted = np.asarray(np.interp(hip_deg, angle[:turning], tilt[:turning]))
    return _bridge(wanted, heels_m)


def _angle_from(a: Array, b: Array) -> Array:
    """Signed angle from `a` to `b` in the x-y plane, radians, anticlockwise on paper."""
    cross = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return np.asarray(np.arctan2(cross, np.sum(a * b, axis=-1)))


def _bridge(tilt_deg: Array, heels_m: float, bench_m: float = 0.0) -> Stick:
    shoulder, ankle = (0.10 + bench_m) * Y, 0.10 * Y + (TORSO + heels_m) * X
    away = turn(tilt_deg, X, Y)
    hip = shoulder + TORSO * away
    chord = ankle - hip
    reach = np.linalg.norm(chord, axis=-1, keepdims=True)
    along = unit(chord)
    upwards = np.stack([-along[..., 1], along[..., 0], 0 * along[..., 0]], axis=-1)
    knee = hip + chord / 2 + np.sqrt(np.maximum(THIGH**2 - (reach / 2) ** 2, 0)) * upwards
    return Stick(
        hip=hip - 0.75 * X,
        spine=-away,
        front=turn(tilt_deg, Y, -X),
        thigh=(unit(knee - hip),) * 2,
        shank=(unit(ankle - knee),) * 2,
        foot=(X, X),
    )


def clamshelling(opening_deg: Array | float) -> Stick:
    """On the side, front to the camera, hips 50 and knees 90 degrees bent; the left knee opens."""
    opening = np.asarray(opening_deg, dtype=np.float64)
    thigh, shank = turn(50.0, X, Z), turn(-40.0, X, Z)
    axis = unit(thigh + shank)
    upper_thigh, upper_shank = about(axis, -opening, thigh), about(axis, -opening, shank)
    return Stick(
        hip=0.2 * Y,
        spine=-X,
        front=Z,
        thigh=(upper_thigh, thigh),
        shank=(upper_shank, shank),
        foot=(thigh, thigh),
    )


def leg_raising(abduction_deg: Array | float) -> Stick:
    """On the side, front to the camera; the straight left leg is raised, the lower leg is bent."""
    leg = turn(abduction_deg, X, Y)
    return Stick(
        hip=0.2 * Y - 0.2 * X,
        spine=-X,
        front=Z,
        thigh=(leg, turn(45.0, X, Z)),
        shank=(leg, turn(-45.0, X, Z)),
        foot=(Z, Z),
    )


def all_fours(thigh: Array, shank: Array, left_arm: Array = -Y, *, head: Array = -X) -> Stick:
    """On hands and knees, head towards `head`; the left leg as asked."""
    back = -head
    return Stick(
        hip=(THIGH + 0.04) * Y + 0.25 * back,
        spine=head,
        front=-Y,
        thigh=(thigh, -Y),
        shank=(shank, back),
        foot=(unit(shank), back),
        arm=(-Y, left_arm),
    )


def donkey_kicking(hip_deg: Array | float) -> Stick:
    """On all fours, head at image left; the bent left leg goes back and up."""
    hip = np.asarray(hip_deg, dtype=np.float64) - 90.0
    return all_fours(turn(hip, -Y, X), turn(hip, X, Y))


def bird_dogging(hip_deg: Array | float) -> Stick:
    """On all fours: the left leg and the right arm reach out together."""
    hip = np.asarray(hip_deg, dtype=np.float64) - 90.0
    bent = turn(90.0 * (1.0 - np.clip(hip / 80.0, 0.0, 1.0)), turn(hip, -Y, X), turn(hip, X, Y))
    return all_fours(turn(hip, -Y, X), bent, turn(np.clip(1.05 * hip, 0, 88), -Y, -X))


def fire_hydranting(aside_deg: Array | float) -> Stick:
    """On all fours, head to the camera; the bent left leg goes out to the side."""
    return all_fours(turn(aside_deg, -Y, X), -Z, head=Z)


def upright(left: tuple[Array, Array], right: tuple[Array, Array], **more: Array) -> Stick:
    """Standing with legs (thigh, shank) as asked, on the leg that reaches lower."""
    legs = (left, right)
    height = np.max(
        np.broadcast_arrays(*(-(THIGH * t + SHANK * s)[..., 1] for t, s in legs)), axis=0
    )
    body = {"spine": Y, "front": Z, **more}
    return Stick(
        hip=(0.08 + height)[..., None] * Y,
        thigh=(left[0], right[0]),
        shank=(left[1], right[1]),
        foot=(Z, Z),
        **body,  # type: ignore[arg-type]
    )


def raising_aside(aside_deg: Array | float) -> Stick:
    """Standing, the straight left leg goes out to the side."""
    leg = turn(aside_deg, -Y, X)
    return upright((leg, leg), (-Y, -Y))


def raising_back(back_deg: Array | float) -> Stick:
    """Standing, the straight left leg goes back."""
    leg = turn(back_deg, -Y, -Z)
    return upright((leg, leg), (-Y, -Y))


def stepping_aside(opening_deg: Array | float) -> Stick:
    """Standing, both feet apart: the angle is that of two legs with ankles so far apart."""
    leg = THIGH + SHANK
    apart = 2 * leg * np.sin(np.radians(np.asarray(opening_deg, dtype=np.float64) / 2))
    each = np.degrees(np.arcsin((apart - 0.18) / (2 * leg)))
    left, right = turn(each, -Y, X), turn(each, -Y, -X)
    return upright((left, left), (right, right))


def squatting_on_one_leg(flexion_deg: Array | float) -> Stick:
    """Standing on the left leg, which bends; the right foot is held up behind."""
    half = np.asarray(flexion_deg, dtype=np.float64) / 2
    thigh, shank = turn(half, -Y, Z), turn(half, -Y, -Z)
    return upright(
        (thigh, shank),
        (-Y, turn(75.0, -Y, -Z)),
        spine=turn(0.5 * half, Y, Z),
        front=turn(0.5 * half, Z, -Y),
    )


def hinging(trunk_deg: Array | float) -> Stick:
    """Standing on the left leg with a soft knee; the trunk tips and the right leg goes back."""
    lean = np.asarray(trunk_deg, dtype=np.float64)
    leg = turn(0.95 * lean, -Y, -Z)
    soft = (turn(8.0, -Y, Z), turn(8.0, -Y, -Z))
    return upright(soft, (leg, leg), spine=turn(lean, Y, Z), front=turn(lean, Z, -Y))


def bridging_on_one_leg(hip_deg: Array | float) -> Stick:
    """A bridge on the left leg, the right one held up in line with the left thigh."""
    stick = bridging(hip_deg, heels_m=0.40)
    return replace(stick, shank=(stick.shank[0], stick.thigh[1]), foot=(X, Y))


def marching(lift_deg: Array | float) -> Stick:
    """At the top of a bridge: the left knee comes up by that angle."""
    stick = bridging(np.full(np.shape(lift_deg), 172.0))
    lift = np.asarray(lift_deg, dtype=np.float64)
    thigh, shank = (about(Z, lift, part) for part in (stick.thigh[0], stick.shank[0]))
    return replace(stick, thigh=(thigh, stick.thigh[1]), shank=(shank, stick.shank[1]))


def thrusting(hip_deg: Array | float) -> Stick:
    """Shoulders on a bench, head at image left, feet on the floor; hip angle as asked."""
    tilt = np.linspace(-50.0, 15.0, 501)
    heels = THIGH + 0.02
    table = _bridge(tilt, heels, bench_m=0.36)
    angle = 180.0 - np.degrees(_angle_from(-table.spine, table.thigh[0]))
    turning = int(np.argmax(angle)) + 1
    return _bridge(np.asarray(np.interp(hip_deg, angle[:turning], tilt[:turning])), heels, 0.36)


def reverse_clamshelling(lift_deg: Array | float) -> Stick:
    """On the side, front to the camera, knees together; the left foot is lifted."""
    stick = clamshelling(np.zeros(np.shape(lift_deg)))
    thigh, shank = turn(50.0, X, Z), turn(-40.0, X, Z)
    return replace(stick, shank=(turn(lift_deg, shank, Y), shank), thigh=(thigh, thigh))


def planking(abduction_deg: Array | float) -> Stick:
    """Side plank on the right forearm, front to the camera; the straight left leg is raised."""
    along, up = turn(-17.0, X, Y), turn(-17.0, Y, -X)
    leg = turn(abduction_deg, along, up)
    return Stick(
        hip=0.36 * Y - 0.1 * X,
        spine=-along,
        front=Z,
        thigh=(leg, along),
        shank=(leg, along),
        foot=(Z, Z),
        arm=(turn(60.0, along, up), -Y),
    )


def figure_four(hip_deg: Array | float) -> Stick:
    """On the back, the left ankle over the right knee; the right thigh comes to the trunk."""
    bend = np.asarray(hip_deg, dtype=np.float64)
    right = turn(bend, X, Y)
    crossing = unit(turn(bend - 8.0, X, Y) + 0.75 * Z)
    knee_r, knee_l = THIGH * right - 0.09 * Z, THIGH * crossing + 0.09 * Z
    return Stick(
        hip=0.12 * Y,
        spine=-X,
        front=Y,
        thigh=(crossing, right),
        shank=(unit(knee_r + 0.04 * Y - knee_l), turn(bend, Y, -X) * -1.0),
        foot=(Z, X),
    )


def seated(lean_deg: Array | float) -> Stick:
    """On a chair, the left ankle on the right knee; the trunk leans forward."""
    lean = np.asarray(lean_deg, dtype=np.float64)
    left = unit(Z * 0.9 + 0.35 * X + 0.25 * Y)
    knee_r, knee_l = THIGH * Z - 0.09 * X, THIGH * left + 0.09 * X
    return Stick(
        hip=0.5 * Y,
        spine=turn(lean, Y, Z),
        front=turn(lean, Z, -Y),
        thigh=(left, Z),
        shank=(unit(knee_r + 0.05 * Y - knee_l), -Y),
        foot=(unit(Z - Y), Z),
    )


def sliding(knee_deg: Array | float) -> Stick:
    """On a chair; the left knee straightens to that inner angle."""
    bend = 180.0 - np.asarray(knee_deg, dtype=np.float64)
    return Stick(
        hip=0.5 * Y,
        spine=Y,
        front=Z,
        thigh=(Z, Z),
        shank=(turn(bend, Z, -Y), -Y),
        foot=(turn(bend - 90.0, Z, -Y), Z),
    )


MAT = Camera(height_m=0.35)
# A telephone held upright: small movements need a large picture.
LARGE = Camera(height_m=0.85, distance_m=2.5, px_per_m=1000.0, size_wh=(1080, 1920))
STAND = Camera(height_m=0.85, distance_m=2.5)


def from_side(
    pose: Pose, rest_deg: float, most_deg: float, camera: Camera, *, yaw_deg: float = 0.0
) -> Motion:
    """Seen from the side; from the head or the feet it cannot be judged."""
    return Motion(
        pose=pose,
        rest_deg=rest_deg,
        most_deg=most_deg,
        camera=camera,
        yaw_deg={View.SIDE: yaw_deg},
        wrong=(yaw_deg + 90.0, yaw_deg - 90.0),
    )


def from_front(
    pose: Pose, rest_deg: float, most_deg: float, camera: Camera | None = None
) -> Motion:
    """Seen from the front; from the side it cannot be judged."""
    return Motion(
        pose=pose,
        rest_deg=rest_deg,
        most_deg=most_deg,
        camera=camera or STAND,
        yaw_deg={View.FRONT: 0.0},
        wrong=(90.0, -90.0),
    )


MOTIONS = {
    "glute_bridge": Motion(
        pose=bridging,
        rest_deg=122.0,
        most_deg=192.0,
        camera=MAT,
        yaw_deg={View.SIDE: 0.0},
        wrong=(90.0, -90.0),
    ),
    "clamshell": Motion(
        pose=clamshelling,
        rest_deg=0.0,
        most_deg=60.0,
        camera=MAT,
        yaw_deg={View.FRONT: 0.0},
        wrong=(180.0, 90.0),
    ),
    "side_lying_hip_abduction": Motion(
        pose=leg_raising,
        rest_deg=2.0,
        most_deg=60.0,
        camera=MAT,
        yaw_deg={View.FRONT: 0.0},
        wrong=(180.0, 90.0),
    ),
    "squat": Motion(
        pose=standing,
        rest_deg=6.0,
        most_deg=120.0,
        camera=STAND,
        yaw_deg={View.SIDE: 90.0, View.FRONT: 0.0, View.REAR: 180.0},
    ),
    "donkey_kick": from_side(donkey_kicking, 90.0, 200.0, MAT),
    "bird_dog": from_side(bird_dogging, 90.0, 188.0, MAT),
    "fire_hydrant": Motion(
        pose=fire_hydranting,
        rest_deg=0.0,
        most_deg=80.0,
        camera=Camera(height_m=0.5),
        yaw_deg={View.END_ON: 0.0},
        wrong=(90.0, -90.0),
    ),
    "standing_hip_abduction": from_front(raising_aside, 0.0, 60.0),
    "standing_hip_extension": from_side(raising_back, 0.0, 45.0, LARGE, yaw_deg=-90.0),
    "lateral_band_walk": from_front(stepping_aside, 15.0, 45.0),
    "single_leg_squat": Motion(
        pose=squatting_on_one_leg,
        rest_deg=4.0,
        most_deg=110.0,
        camera=LARGE,
        yaw_deg={View.FRONT: 0.0, View.REAR: 180.0, View.SIDE: -90.0},
    ),
    "single_leg_deadlift": from_side(hinging, 2.0, 88.0, STAND, yaw_deg=-90.0),
    "single_leg_bridge": from_side(bridging_on_one_leg, 122.0, 188.0, MAT, yaw_deg=180.0),
    "marching_bridge": from_side(marching, 0.0, 75.0, MAT, yaw_deg=180.0),
    "hip_thrust": from_side(thrusting, 108.0, 188.0, MAT, yaw_deg=180.0),
    "reverse_clamshell": Motion(
        pose=reverse_clamshelling,
        rest_deg=0.0,
        most_deg=60.0,
        camera=MAT,
        yaw_deg={View.FRONT: 0.0},
        wrong=(180.0, 90.0),
    ),
    "side_plank_abduction": Motion(
        pose=planking,
        rest_deg=2.0,
        most_deg=60.0,
        camera=MAT,
        yaw_deg={View.FRONT: 0.0},
        wrong=(180.0, 90.0),
    ),
    "figure_4_stretch": from_side(figure_four, 50.0, 120.0, MAT, yaw_deg=180.0),
    "seated_piriformis_stretch": from_side(seated, 0.0, 50.0, LARGE, yaw_deg=-90.0),
    "sciatic_nerve_slider": from_side(sliding, 90.0, 178.0, STAND, yaw_deg=-90.0),
}

"""Side plank on the right forearm, front to the camera: shoulders, hips, lower ankle in line."""

import numpy as np

from kinematics.quality import View
from tests.synthetic_body import HIPS, SHANK, THIGH, TORSO, Array, Motion, Stick, X, Y, Z, turn
from tests.synthetic_motions import MAT

SHOULDER = 0.51 * Y - 0.6 * X
SLOPE_DEG = 17.0  # of the straight body


def lifting_the_hips(line_deg: Array | float) -> Stick:
    """The hips sag below the line from shoulders to lower ankle until it bends to that angle.

    Shoulders and ankles keep their height.
    """
    bend = 180.0 - np.asarray(line_deg, dtype=np.float64)
    leg = THIGH + SHANK
    bend += np.degrees(np.arcsin(HIPS / 2 / leg * np.cos(np.radians(bend))))  # mid-hip to lower leg
    down = SLOPE_DEG + bend * leg / (leg + TORSO)
    along, up = turn(-down, X, Y), turn(-down, Y, -X)
    legs = turn(bend, along, up)
    return Stick(
        hip=SHOULDER + TORSO * along,
        spine=-along,
        front=Z,
        thigh=(legs, legs),
        shank=(legs, legs),
        foot=(Z, Z),
        arm=(turn(60.0, along, up), -Y),
    )


MOTION = Motion(
    pose=lifting_the_hips,
    rest_deg=150.0,
    most_deg=179.0,
    camera=MAT,
    yaw_deg={View.FRONT: 0.0},
    wrong=(180.0, 90.0),
)

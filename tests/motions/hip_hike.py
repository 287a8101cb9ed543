"""Hip hike: standing on the left leg on a step, the right side of the pelvis sinks."""

from dataclasses import replace

from kinematics.quality import View
from tests.synthetic_body import Array, Stick, X, Y, turn
from tests.synthetic_motions import LARGE, from_front, upright


def dropping_the_hip(drop_deg: Array | float) -> Stick:
    """The foot of the standing leg is under the trunk."""
    across, stands = turn(drop_deg, X, Y), turn(6.0, -Y, -X)
    stick = upright((stands, stands), (-Y, -Y))
    left_hip = stick.hip + 0.09 * X + 0.10 * Y
    return replace(stick, hip=left_hip - 0.09 * across, across=across)


MOTION = replace(
    from_front(dropping_the_hip, 0.0, 20.0, LARGE), yaw_deg={View.FRONT: 0.0, View.REAR: 180.0}
)

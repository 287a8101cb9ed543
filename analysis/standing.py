"""Is the camera level? From quiet standing in landmarks, and from an edge that is level."""

import math
from collections.abc import Sequence

import numpy as np

from analysis.errors import RequestRefused
from kinematics.pose import PoseSequence
from running.recording import standing_roll_deg

ROLL_MAX_DEG = 8.0  # a camera on a tripod is not tilted more; feet that are not level look so
EDGE_MIN = 0.1  # of the picture's width: one pixel off at each end is then 1° at most


def standing_part(poses: PoseSequence, span_s: tuple[float, float]) -> PoseSequence:
    """The landmarks from one moment to before another; `RequestRefused` when there are none."""
    first, last = np.searchsorted(poses.time_s, span_s)
    if last - first < 2:
        raise RequestRefused("The standing time lies outside the video.")
    return poses[int(first) : int(last)]


def camera_roll_deg(standing: PoseSequence | None) -> float | None:
    """Camera roll from quiet standing; None when a foot was lifted or turned out of the line."""
    roll_deg = standing_roll_deg(standing) if standing is not None else math.nan
    return roll_deg if abs(roll_deg) <= ROLL_MAX_DEG else None


def edge_roll_deg(xy_px: Sequence[Sequence[float]], *, image_width_px: float) -> float:
    """Camera roll from two points on the rear edge of the treadmill deck (specification D.7).

    xy_px  two points in pixels, x right, y down. The edge is level and square to the camera.
    Clockwise positive. `RequestRefused` for points that are close together or steeper than
    `ROLL_MAX_DEG`: those are not on one level edge.
    """
    (x0, y0), (x1, y1) = sorted(tuple(point) for point in xy_px)
    if x1 - x0 < EDGE_MIN * image_width_px:
        raise RequestRefused("Please tap the edge far left and far right: the ends are too close.")
    roll_deg = math.degrees(math.atan2(y1 - y0, x1 - x0))
    if abs(roll_deg) > ROLL_MAX_DEG:
        raise RequestRefused(
            f"The line is tilted by {roll_deg:.0f}°: too much for a camera on a tripod. "
            "Please tap both ends of the same edge."
        )
    return roll_deg

"""Quiet standing in landmarks: which part of a recording it is, and the roll of the camera."""

import math

import numpy as np

from analysis.errors import RequestRefused
from kinematics.pose import PoseSequence
from running.recording import standing_roll_deg

ROLL_MAX_DEG = 8.0  # a camera on a tripod is not tilted more; feet that are not level look so


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

"""Where the pelvis is in each frame, how large the person is, when in the stride: from landmarks.

Landmarks give the region and the phase only; they do not follow the tilt of the pelvis.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinematics.filters import Array, butterworth_zero_lag, rolling_median
from kinematics.landmarks import Landmark
from kinematics.pose import PoseSequence

# Trunk length of an adult, mid-hip to mid-shoulder, in metres [engineering default].
TRUNK_M = 0.50
_STANCE_HZ = 5.0
_HALF_STRIDE_S = (0.15, 0.9)


@dataclass(frozen=True, kw_only=True)
class PelvisRegion:
    """The pelvis region over a recording of T poses.

    time_s        (T,)
    centre_px     (T, 2) mid-hip, jumps taken out by a 0.1-s median; gaps filled
    trunk_px      mid-hip to mid-shoulder, median of the recording
    seen          share of poses in which hips and shoulders are seen
    rear          True when the subject's left hip is on the image's left
    width_ratio   shoulder width over trunk length; smaller when filmed from the side
    phase         (T,) stride phase 0…1, 0 = left stance begins; NaN outside whole half strides
    stride_s      median stride time; NaN when there is no stride rhythm (standing)
    """

    time_s: Array
    centre_px: Array
    trunk_px: float
    seen: float
    rear: bool
    width_ratio: float
    phase: Array
    stride_s: float

    def centre_at(self, time_s: float) -> Array:
        """(2,) mid-hip at a moment, pixels."""
        return np.array([np.interp(time_s, self.time_s, self.centre_px[:, k]) for k in (0, 1)])


def find_region(poses: PoseSequence, *, strides: bool = True) -> PelvisRegion | None:
    """The pelvis region of a recording; None when hips and shoulders are never seen.

    strides  False: a stride rhythm is not looked for
    """
    hips, shoulders = _middle(poses, "HIP"), _middle(poses, "SHOULDER")
    seen = np.isfinite(hips).all(axis=1) & np.isfinite(shoulders).all(axis=1)
    if seen.sum() < 3:
        return None
    trunk_px = float(np.median(np.linalg.norm(shoulders - hips, axis=1)[seen]))
    hip_step = _point(poses, "RIGHT_HIP") - _point(poses, "LEFT_HIP")
    shoulder_step = _point(poses, "RIGHT_SHOULDER") - _point(poses, "LEFT_SHOULDER")
    phase, stride_s = stride_phase(poses) if strides else _no_strides(len(poses))
    return PelvisRegion(
        time_s=poses.time_s,
        centre_px=np.stack([_smoothed(poses.time_s, hips[:, k]) for k in (0, 1)], axis=1),
        trunk_px=trunk_px,
        seen=float(seen.mean()),
        rear=bool(np.nanmedian(hip_step[:, 0]) > 0),
        width_ratio=float(np.nanmedian(np.abs(shoulder_step[:, 0])) / trunk_px),
        phase=phase,
        stride_s=stride_s,
    )


def stride_phase(poses: PoseSequence) -> tuple[Array, float]:
    """(T,) stride phase 0…1 and the median stride time in seconds, from the heights of the feet.

    The lower foot in the image is taken as the stance foot; a half stride runs from one change of
    foot to the next. Coarser than foot contacts, and enough to tell what keeps the stride's rhythm.
    """
    time_s = poses.time_s
    left = _point(poses, "LEFT_ANKLE")[:, 1] + _point(poses, "LEFT_HEEL")[:, 1]
    right = _point(poses, "RIGHT_ANKLE")[:, 1] + _point(poses, "RIGHT_HEEL")[:, 1]
    lower = left - right
    rate_hz = _rate_hz(time_s)
    if np.isfinite(lower).sum() < 12 or rate_hz < 2.6 * _STANCE_HZ:
        return _no_strides(len(time_s))
    grid_s = np.arange(time_s[0], time_s[-1], 1.0 / rate_hz)
    known = np.isfinite(lower)
    even = np.interp(grid_s, time_s[known], lower[known] - np.median(lower[known]))
    even = butterworth_zero_lag(even, rate_hz=rate_hz, cutoff_hz=_STANCE_HZ)
    change = np.flatnonzero(np.diff(even > 0))
    share = even[change] / (even[change] - even[change + 1])
    cross_s = grid_s[change] + share / rate_hz
    return _phase(time_s, cross_s, left_first=even[change + 1] > 0)


def _no_strides(count: int) -> tuple[Array, float]:
    return np.full(count, np.nan), float("nan")


def _phase(time_s: Array, cross_s: Array, left_first: NDArray[np.bool_]) -> tuple[Array, float]:
    half_s = np.diff(cross_s)
    whole = (half_s >= _HALF_STRIDE_S[0]) & (half_s <= _HALF_STRIDE_S[1])
    phase, _ = _no_strides(len(time_s))
    if whole.sum() < 4:
        return phase, float("nan")
    for index in np.flatnonzero(whole):
        inside = (time_s >= cross_s[index]) & (time_s < cross_s[index + 1])
        start = 0.0 if left_first[index] else 0.5
        phase[inside] = start + 0.5 * (time_s[inside] - cross_s[index]) / half_s[index]
    return phase, 2.0 * float(np.median(half_s[whole]))


def _point(poses: PoseSequence, name: str) -> Array:
    return poses.xy_px[:, Landmark[name]]


def _middle(poses: PoseSequence, part: str) -> Array:
    return np.asarray(0.5 * (_point(poses, f"LEFT_{part}") + _point(poses, f"RIGHT_{part}")))


def _smoothed(time_s: Array, value: Array) -> Array:
    smooth = rolling_median(time_s, value, 0.05)
    known = np.isfinite(smooth)
    return np.interp(time_s, time_s[known], smooth[known])


def _rate_hz(time_s: Array) -> float:
    return 1.0 / float(np.median(np.diff(time_s))) if len(time_s) > 1 else 0.0

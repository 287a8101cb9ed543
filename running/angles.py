"""Angles of the runner through the whole recording; signs as in measurement specification 0.3.

They do not depend on gait events, so an edit of an event leaves them as they are.
"""

from dataclasses import dataclass

import numpy as np

from kinematics.geometry import Array, flexion_deg, lean_from_vertical_deg, to_points
from kinematics.landmarks import Side
from running.recording import RunView
from running.signals import GRID_HZ, GaitSignals

Signals = dict[Side, Array]


@dataclass(frozen=True, kw_only=True)
class PelvisSignal:
    """Pelvic obliquity measured from something other than the hip landmarks (stickers).

    obliquity_deg  (T,) + = the LEFT side of the pelvis is higher, so + is a drop of the right side;
                   NaN = not measured; less the value of quiet standing
    sd_deg         (T,) standard deviation of the noise
    """

    time_s: Array
    obliquity_deg: Array
    sd_deg: Array

    def __post_init__(self) -> None:
        for name in ("time_s", "obliquity_deg", "sd_deg"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.float64))
        shapes = {getattr(self, n).shape for n in ("time_s", "obliquity_deg", "sd_deg")}
        if len(shapes) != 1 or self.time_s.ndim != 1:
            raise ValueError(f"PelvisSignal: expected three arrays (T,), got shapes {shapes}")
        if np.any(np.diff(self.time_s) <= 0):
            raise ValueError("PelvisSignal: expected strictly increasing time_s")

    def on_grid(self, time_s: Array, gap_max_s: float = 0.1) -> Array:
        """Obliquity at other times, NaN in gaps longer than `gap_max_s`."""
        seen = np.isfinite(self.obliquity_deg)
        if seen.sum() < 2:
            return np.full(len(time_s), np.nan)
        known = self.time_s[seen]
        value = np.interp(time_s, known, self.obliquity_deg[seen], left=np.nan, right=np.nan)
        after = np.clip(np.searchsorted(known, time_s), 1, len(known) - 1)
        return np.where(known[after] - known[after - 1] > gap_max_s, np.nan, value)


def contralateral_drop_deg(obliquity_deg: Array, stance: Side) -> Array:
    """Pelvic drop of the swing side in the stance of one foot, + = swing side lower."""
    return obliquity_deg if stance is Side.LEFT else -obliquity_deg


def lateral_x(view: RunView, side: Side) -> float:
    """Image-x direction (+1 right) that is lateral for a body side, from behind or in front."""
    right = -1.0 if view is RunView.FRONT else 1.0
    return right if side is Side.RIGHT else -right


def thigh_adduction_deg(hip: Array, knee: Array, lateral: float) -> Array:
    """Thigh to vertical in the frontal picture, + = knee medial to the hip (F2)."""
    d = knee - hip
    return np.asarray(np.degrees(np.arctan2(-lateral * d[..., 0], d[..., 1])))


def _lean_deg(lower: Array, upper: Array, plus_x: float) -> Array:
    return np.asarray(lean_from_vertical_deg(to_points(lower), to_points(upper), plus_x))


def hip_adduction_2d_deg(drop_deg: Array, thigh_deg: Array) -> Array:
    """Hip adduction to the pelvis in the picture: drop + thigh adduction (F3, an identity)."""
    return np.asarray(drop_deg + thigh_deg)


@dataclass(frozen=True, kw_only=True)
class SagittalAngles:
    """Side-view angles in degrees, arrays (N,) of each side.

    trunk_lean      forward +
    thigh           to vertical, knee in front of hip +
    knee_flexion    0 straight
    shank           to vertical, ankle in front of knee +
    foot_pitch      toes up +; raw, its zero depends on the shoe and the camera
    ankle_ahead_px  ankle in front of mid-hip, pixels
    """

    trunk_lean: Array
    thigh: Signals
    knee_flexion: Signals
    shank: Signals
    foot_pitch: Signals
    ankle_ahead_px: Signals


def sagittal_angles(signals: GaitSignals, facing: float) -> SagittalAngles:
    """Angles of a runner facing image right (+1) or left (−1)."""
    ahead = np.array([facing, 1.0])
    point = {
        (p, s): signals.point(p, s) * ahead
        for p in ("hip", "knee", "ankle", "heel", "foot_index")
        for s in Side
    }

    def to_vertical(upper: str, lower: str) -> Signals:
        return {s: -_lean_deg(point[lower, s], point[upper, s], 1.0) for s in Side}

    def pitch(side: Side) -> Array:
        foot = point["foot_index", side] - point["heel", side]
        return np.asarray(np.degrees(np.arctan2(-foot[:, 1], foot[:, 0])))

    hip = signals.mid("hip") * ahead
    return SagittalAngles(
        trunk_lean=_lean_deg(hip, signals.mid("shoulder") * ahead, 1.0),
        thigh=to_vertical("hip", "knee"),
        knee_flexion={
            s: flexion_deg(*(to_points(point[p, s]) for p in ("hip", "knee", "ankle")))
            for s in Side
        },
        shank=to_vertical("knee", "ankle"),
        foot_pitch={s: pitch(s) for s in Side},
        ankle_ahead_px={s: point["ankle", s][:, 0] - hip[:, 0] for s in Side},
    )


@dataclass(frozen=True, kw_only=True)
class FrontalAngles:
    """Angles from behind or in front, arrays (N,).

    thigh_adduction   of each side, knee medial +
    trunk_lean        of each side, towards that side +
    drop              of each stance side, swing side of the pelvis lower +; NaN without stickers
    hip_adduction     drop + thigh adduction
    knee_window       distance of the knees over the usual distance of the hips
    ankle_lateral_px  ankle lateral to the line of mid-hip, pixels
    mid_hip_x_px      image x of mid-hip
    """

    thigh_adduction: Signals
    trunk_lean: Signals
    drop: Signals
    hip_adduction: Signals
    knee_window: Array
    ankle_lateral_px: Signals
    mid_hip_x_px: Array


def frontal_angles(
    signals: GaitSignals, view: RunView, pelvis: PelvisSignal | None, stride_s: float
) -> FrontalAngles:
    """Angles of a runner seen from behind or in front."""
    lateral = {s: lateral_x(view, s) for s in Side}
    knees = np.abs(signals.point("knee", Side.RIGHT) - signals.point("knee", Side.LEFT))[:, 0]
    hips = np.abs(signals.point("hip", Side.RIGHT) - signals.point("hip", Side.LEFT))[:, 0]
    usual = float(np.median(hips[np.isfinite(hips)])) if np.isfinite(hips).any() else np.nan
    mid_hip = signals.mid("hip")
    line = _over_a_stride(mid_hip[:, 0], stride_s)
    thigh = {
        s: thigh_adduction_deg(signals.point("hip", s), signals.point("knee", s), lateral[s])
        for s in Side
    }
    nothing = np.full(len(signals), np.nan)
    obliquity = nothing if pelvis is None else pelvis.on_grid(signals.time_s)
    drop = {s: contralateral_drop_deg(obliquity, s) for s in Side}
    return FrontalAngles(
        thigh_adduction=thigh,
        trunk_lean={s: _lean_deg(mid_hip, signals.mid("shoulder"), lateral[s]) for s in Side},
        drop=drop,
        hip_adduction={s: hip_adduction_2d_deg(drop[s], thigh[s]) for s in Side},
        knee_window=knees / usual,
        ankle_lateral_px={s: lateral[s] * (signals.point("ankle", s)[:, 0] - line) for s in Side},
        mid_hip_x_px=np.asarray(mid_hip[:, 0]),
    )


def _over_a_stride(values: Array, stride_s: float) -> Array:
    """Moving average over one stride; NaN where anything in it is missing."""
    width = max(round(stride_s * GRID_HZ), 1)
    padded = np.pad(values, (width // 2, width - 1 - width // 2), mode="reflect")
    total = np.cumsum(np.concatenate(([0.0], np.nan_to_num(padded))))
    gaps = np.cumsum(np.concatenate(([0], ~np.isfinite(padded))))
    mean = (total[width:] - total[:-width]) / width
    return np.where(gaps[width:] > gaps[:-width], np.nan, mean)

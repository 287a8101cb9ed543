"""Readings from behind or in front (F1–F8). MS* = midstance, mid-hip lowest. A value a step."""

import numpy as np

from kinematics.geometry import Array
from kinematics.landmarks import Side
from running.angles import FrontalAngles
from running.readings import Reading, read_at, read_mean, read_peak
from running.run import Run
from running.steps import StepColumns

AROUND_S = 0.080  # either side of MS*
NARROW_LEG = 0.05  # 4 cm of a leg (thigh and shank) of 80 cm


def _angles(run: Run) -> FrontalAngles:
    if run.frontal is None:
        raise ValueError(f"view: expected rear or front, got {run.recording.view.value}")
    return run.frontal


def _around(signal: Array, run: Run, steps: StepColumns) -> Reading:
    middle = steps["ms_s"]
    return read_mean(signal, run.signals, middle - AROUND_S, middle + AROUND_S)


def thigh_adduction_deg(run: Run, side: Side, steps: StepColumns) -> Reading:
    """Mean in MS* ± 80 ms."""
    return _around(_angles(run).thigh_adduction[side], run, steps)


def trunk_lateral_lean_deg(run: Run, side: Side, steps: StepColumns) -> Reading:
    """Mean in MS* ± 80 ms, towards the stance side +."""
    return _around(_angles(run).trunk_lean[side], run, steps)


def pelvic_drop_deg(run: Run, side: Side, steps: StepColumns) -> Reading:
    """Largest drop of the swing side during stance."""
    start, end = steps["ic_s"], steps["to_s"]
    return read_peak(_angles(run).drop[side], run.signals, start, end)


def hip_adduction_2d_deg(run: Run, side: Side, steps: StepColumns) -> Reading:
    """Largest sum of pelvic drop and thigh adduction during stance."""
    start, end = steps["ic_s"], steps["to_s"]
    return read_peak(_angles(run).hip_adduction[side], run.signals, start, end)


def knee_window_ratio(run: Run, side: Side, steps: StepColumns) -> Reading:
    """Distance of the knees at MS* over the usual distance of the hips."""
    return read_at(_angles(run).knee_window, run.signals, steps["ms_s"])


def step_width_ratio(run: Run, side: Side | None, steps: StepColumns) -> Reading:
    """Sideways distance of the feet, each at its own MS*, over leg length; crossed −.

    Ankle against the middle line of the body, which moves with the runner (mean mid-hip of a
    stride): each right step with the next left one.
    """
    lateral = _angles(run).ankle_lateral_px
    placed = {}
    for foot in Side:
        middle = steps["ms_s"][steps["side"] == foot.value]
        placed[foot] = read_at(lateral[foot], run.signals, middle)
    right, right_s = placed[Side.RIGHT]
    left, left_s = placed[Side.LEFT]
    following = np.searchsorted(left_s, right_s)
    paired = following < len(left_s)
    following = following[paired]
    close = left_s[following] - right_s[paired] < 0.9
    width = (right[paired] + left[following])[close]
    return width / run.leg_px(), right_s[paired][close]


def step_width_class(ratio: float) -> str:
    """Step width in words: the only way it should be read (± 3 cm; F6 and pelvis.md part 2, 3)."""
    if not np.isfinite(ratio):
        return "unknown"
    if ratio <= 0:
        return "crossed"
    return "narrow" if ratio < NARROW_LEG else "normal"


def pelvis_lateral_shift_ratio(run: Run, side: Side | None, steps: StepColumns) -> Reading:
    """Sideways travel of mid-hip in one stride over leg length."""
    x = _angles(run).mid_hip_x_px
    start, end = steps["ic_s"], steps["stride_end_s"]
    high, time_s = read_peak(x, run.signals, start, end)
    low, _ = read_peak(x, run.signals, start, end, lowest=True)
    return (high - low) / run.leg_px(), time_s

"""Readings of the side view (S1–S12), near leg only. One value a step."""

import numpy as np

from kinematics.geometry import Array
from kinematics.landmarks import Side
from running.angles import SagittalAngles
from running.readings import Reading, read_at, read_mean, read_peak
from running.run import Run
from running.steps import StepColumns

# Mid-shoulders rise 0.91–0.93 of what mid-hip rises in truth; the hip landmarks only 0.82
# (pelvis.md part 2, 4): measured at the shoulders and multiplied by this.
SHOULDER_RISE = 1.08
FLAT_FOOT = (0.30, 0.50)  # of stance
SWING_PEAK_SHARE = 0.15  # of the stride after toe-off in which the thigh still goes back


def _angles(run: Run) -> SagittalAngles:
    if run.sagittal is None:
        raise ValueError(f"view: expected a side view, got {run.recording.view.value}")
    return run.sagittal


def _times(steps: StepColumns) -> tuple[Array, Array, Array, Array]:
    """Initial contact, midstance, toe-off, end of stride."""
    columns = ("ic_s", "ms_s", "to_s", "stride_end_s")
    contact, middle, off, end = (steps[c] for c in columns)
    return contact, middle, off, end


def trunk_forward_lean_deg(run: Run, side: Side, steps: StepColumns) -> Reading:
    """Mean over stance."""
    contact, _, off, _ = _times(steps)
    return read_mean(_angles(run).trunk_lean, run.signals, contact, off)


def thigh_extension_peak_deg(run: Run, side: Side, steps: StepColumns) -> Reading:
    """How far the thigh goes behind vertical around toe-off, behind +."""
    _, middle, off, _ = _times(steps)
    until = off + SWING_PEAK_SHARE * steps["stride_time_s"]
    value, time_s = read_peak(_angles(run).thigh[side], run.signals, middle, until, lowest=True)
    return -value, time_s


def thigh_flexion_peak_deg(run: Run, side: Side, steps: StepColumns) -> Reading:
    """Largest angle of the thigh in front of vertical in swing."""
    _, _, off, end = _times(steps)
    return read_peak(_angles(run).thigh[side], run.signals, off, end)


def knee_flexion_contact_deg(run: Run, side: Side, steps: StepColumns) -> Reading:
    """At initial contact."""
    return read_at(_angles(run).knee_flexion[side], run.signals, steps["ic_s"])


def knee_flexion_stance_peak_deg(run: Run, side: Side, steps: StepColumns) -> Reading:
    """Largest in the first 80 % of stance (before the heel leaves and swing bends the knee)."""
    contact, _, off, _ = _times(steps)
    until = contact + 0.8 * (off - contact)
    return read_peak(_angles(run).knee_flexion[side], run.signals, contact, until)


def knee_flexion_swing_peak_deg(run: Run, side: Side, steps: StepColumns) -> Reading:
    """Largest in swing."""
    _, _, off, end = _times(steps)
    return read_peak(_angles(run).knee_flexion[side], run.signals, off, end)


def shank_angle_contact_deg(run: Run, side: Side, steps: StepColumns) -> Reading:
    """At initial contact; ankle in front of knee +."""
    return read_at(_angles(run).shank[side], run.signals, steps["ic_s"])


def foot_ahead_of_hip_ratio(run: Run, side: Side, steps: StepColumns) -> Reading:
    """Ankle in front of mid-hip at initial contact, over leg length."""
    ahead = _angles(run).ankle_ahead_px[side] / run.leg_px(side)
    return read_at(ahead, run.signals, steps["ic_s"])


def _flat_foot_deg(run: Run, side: Side, steps: StepColumns) -> Array:
    """Pitch of the foot while it is flat on the belt, for each step."""
    contact, _, off, _ = _times(steps)
    begin, end = (contact + share * (off - contact) for share in FLAT_FOOT)
    return read_mean(_angles(run).foot_pitch[side], run.signals, begin, end)[0]


def foot_strike_angle_deg(run: Run, side: Side, steps: StepColumns) -> Reading:
    """Foot pitch at initial contact less the pitch of the flat foot; heel first +."""
    pitch, time_s = read_at(_angles(run).foot_pitch[side], run.signals, steps["ic_s"])
    return pitch - _flat_foot_deg(run, side, steps), time_s


def ankle_dorsiflexion_peak_deg(run: Run, side: Side, steps: StepColumns) -> Reading:
    """Largest angle of shank to foot in stance; 0 with the shank upright on a flat foot."""
    contact, _, off, _ = _times(steps)
    angles = _angles(run)
    bend = angles.foot_pitch[side] - angles.shank[side]
    value, time_s = read_peak(bend, run.signals, contact, off)
    flat = _flat_foot_deg(run, side, steps)
    known = flat[np.isfinite(flat)]
    return value - (float(np.median(known)) if len(known) else np.nan), time_s


def vertical_oscillation_cm(run: Run, side: Side | None, steps: StepColumns) -> Reading:
    """Rise of the body in one step, from mid-shoulders, centimetres by body height."""
    height = -run.signals.mid("shoulder")[:, 1]
    start = steps["ic_s"]
    end = start + steps["stride_time_s"] / 2
    high, time_s = read_peak(height, run.signals, start, end)
    low, _ = read_peak(height, run.signals, start, end, lowest=True)
    return SHOULDER_RISE * run.cm_per_px * (high - low), time_s

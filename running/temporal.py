"""Readings of time: cadence, step, contact and flight time (T1–T5). One value a step."""

import numpy as np

from kinematics.landmarks import Side
from running.readings import Reading
from running.run import Run
from running.steps import OUT_OF_ORDER, StepColumns

STEP_MAX_S = 0.65  # longer: a step was missed in between


def step_rate_spm(run: Run, side: Side | None, steps: StepColumns) -> Reading:
    """Steps a minute from each stride; the value shown is that of the whole recording."""
    return 120.0 / steps["stride_time_s"], steps["ic_s"]


def step_time_s(run: Run, side: Side | None, steps: StepColumns) -> Reading:
    """From the other foot's contact to this foot's; between midstances where those are better."""
    if run.recording.view.is_side:
        return steps["step_time_s"], steps["ic_s"]
    middle = steps["ms_s"]
    others = run.columns["side"] != (side or Side.LEFT).value
    others &= run.columns["exclusion_reason"] != OUT_OF_ORDER
    others = np.sort(run.columns["ms_s"][others])
    others = np.concatenate(([np.nan], others[np.isfinite(others)]))
    before = np.searchsorted(others[1:], middle)
    apart = middle - others[before]
    return np.where(apart < STEP_MAX_S, apart, np.nan), middle


def contact_time_s(run: Run, side: Side | None, steps: StepColumns) -> Reading:
    """Toe-off minus initial contact."""
    return steps["contact_time_s"], steps["to_s"]


def flight_time_s(run: Run, side: Side | None, steps: StepColumns) -> Reading:
    """From toe-off to the other foot's contact."""
    return steps["flight_time_s"], steps["to_s"]


def duty_factor(run: Run, side: Side | None, steps: StepColumns) -> Reading:
    """Contact time over stride time."""
    return steps["duty_factor"], steps["to_s"]

"""Readings of time: cadence, step, contact and flight time (T1–T5). One value a step."""

import numpy as np
import pandas as pd

from kinematics.landmarks import Side
from running.readings import Reading
from running.run import Run


def step_rate_spm(run: Run, side: Side | None, steps: pd.DataFrame) -> Reading:
    """Steps a minute from each stride; the published value comes from the stride period."""
    return 120.0 / steps["stride_time_s"].to_numpy(), steps["ic_s"].to_numpy()


def step_time_s(run: Run, side: Side | None, steps: pd.DataFrame) -> Reading:
    """From the other foot's contact to this foot's; between midstances where those are better."""
    if run.recording.view.is_side:
        return steps["step_time_s"].to_numpy(), steps["ic_s"].to_numpy()
    every = run.steps.sort_values("ms_s")
    before = pd.Series(every["ms_s"].shift().to_numpy(), index=every.index)
    other = pd.Series((every["side"] != every["side"].shift()).to_numpy(), index=every.index)
    middle = steps["ms_s"]
    apart = np.where(other[steps.index], middle - before[steps.index], np.nan)
    return np.where(apart < 0.9, apart, np.nan), middle.to_numpy()


def contact_time_s(run: Run, side: Side | None, steps: pd.DataFrame) -> Reading:
    """Toe-off minus initial contact."""
    return steps["contact_time_s"].to_numpy(), steps["to_s"].to_numpy()


def flight_time_s(run: Run, side: Side | None, steps: pd.DataFrame) -> Reading:
    """From toe-off to the other foot's contact."""
    return steps["flight_time_s"].to_numpy(), steps["to_s"].to_numpy()


def duty_factor(run: Run, side: Side | None, steps: pd.DataFrame) -> Reading:
    """Contact time over stride time."""
    return steps["duty_factor"].to_numpy(), steps["to_s"].to_numpy()

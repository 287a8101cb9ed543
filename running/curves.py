"""Angle curves over the gait cycle, and the band of healthy runners to hold them against."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from kinematics.geometry import Array
from kinematics.landmarks import Side
from running.run import Run
from running.signals import GRID_HZ, median
from running.steps import StepColumns

PERCENT = np.linspace(0.0, 100.0, 101)
STRIDES_MIN = 3
BAND_FILE = Path(__file__).parents[1] / "assets" / "reference" / "running_healthy_2.5_mps.csv"


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One angle from initial contact (0 %) to the next of the same foot (100 %).

    mean, sd         (101,) over the strides
    strides          (n, 101) single strides
    toe_off_percent  median; NaN where the view does not give contact times
    band             key of the reference band that may be laid behind it, or None
    """

    key: str
    side: str
    unit: str
    mean: Array
    sd: Array
    strides: Array
    toe_off_percent: float
    band: str | None


@dataclass(frozen=True, kw_only=True)
class ReferenceBand:
    """Mean and standard deviation between healthy runners, (101,) over the gait cycle."""

    key: str
    mean: Array
    sd: Array
    runners: int
    source: str


def gait_curves(run: Run) -> tuple[Curve, ...]:
    """Curves of every angle the view shows: the near leg from the side, both legs from behind."""
    curves = []
    for side, signals in _signals(run).items():
        steps = run.used(side)
        off = (steps["to_s"] - steps["ic_s"]) / steps["stride_time_s"] * 100.0
        toe_off = median(off) if run.sagittal is not None else float("nan")
        for key, (signal, band) in signals.items():
            strides = _normalised(signal, run, steps)
            if len(strides) < STRIDES_MIN:
                continue
            curves.append(
                Curve(
                    key=key,
                    side=side.value,
                    unit="deg",
                    mean=strides.mean(axis=0),
                    sd=strides.std(axis=0, ddof=1),
                    strides=strides,
                    toe_off_percent=toe_off,
                    band=band,
                )
            )
    return tuple(curves)


def _signals(run: Run) -> dict[Side, dict[str, tuple[Array, str | None]]]:
    """Angle signals (N,) by side and key, each with its reference band."""
    if run.sagittal is not None and run.recording.near is not None:
        near, angles = run.recording.near, run.sagittal
        return {
            near: {
                "trunk_lean_deg": (angles.trunk_lean, None),
                "thigh_deg": (angles.thigh[near], None),
                "knee_flexion_deg": (angles.knee_flexion[near], "knee_flexion_deg"),
                "shank_deg": (angles.shank[near], None),
            }
        }
    if run.frontal is None:
        return {}
    frontal = run.frontal
    return {
        side: {
            "thigh_adduction_deg": (frontal.thigh_adduction[side], None),
            "trunk_lateral_lean_deg": (frontal.trunk_lean[side], None),
            "pelvic_drop_deg": (frontal.drop[side], None),
            "hip_adduction_2d_deg": (frontal.hip_adduction[side], "hip_adduction_deg"),
        }
        for side in Side
    }


def _normalised(signal: Array, run: Run, steps: StepColumns) -> Array:
    """(n, 101) the signal of each stride; strides with a gap are left out."""
    start = steps["ic_s"][:, None]
    time_s = start + steps["stride_time_s"][:, None] * PERCENT / 100.0
    sample = (time_s - run.signals.time_s[0]) * GRID_HZ
    strides = np.interp(sample.ravel(), np.arange(len(signal)), signal, left=np.nan, right=np.nan)
    strides = strides.reshape(sample.shape)
    return np.asarray(strides[np.isfinite(strides).all(axis=1)])


@cache
def reference_bands() -> dict[str, ReferenceBand]:
    """Bands of 46 healthy runners on treadmills at 2.5 m/s, by key.

    Fukuchi, Duarte & Ferber, BMC-RIC running biomechanics data (CC-BY 4.0), joint angles from
    markers in three dimensions, reduced to mean and standard deviation between runners by
    ``benchmarks/running_reference.py``. The two laboratories differ by 1.7–3.6 degrees for the same
    angle, and a hip angle is to the pelvis, which a thigh seen by one camera is not.
    """
    text = BAND_FILE.read_text(encoding="utf-8").splitlines()
    source = " ".join(line.lstrip("# ") for line in text if line.startswith("#"))
    table = pd.read_csv(BAND_FILE, comment="#")
    return {
        str(key): ReferenceBand(
            key=str(key),
            mean=rows["mean"].to_numpy(),
            sd=rows["sd"].to_numpy(),
            runners=int(rows["runners"].iloc[0]),
            source=source,
        )
        for key, rows in table.groupby("key", sort=False)
    }

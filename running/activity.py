"""Does the person run, walk or stand?"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.ndimage import uniform_filter1d

from kinematics.geometry import Array, flexion_deg, length_px, to_points
from kinematics.landmarks import Side
from running.signals import GRID_HZ, GaitSignals, StridePeriod, bridged, median


class Activity(StrEnum):
    """What the person does."""

    RUNNING = "running"
    WALKING = "walking"
    STANDING = "standing"
    UNCLEAR = "unclear"
    NOBODY = "nobody"


@dataclass(frozen=True, kw_only=True)
class ActivityFinder:
    """Running, walking or neither (A.3.4, widened).

    Four witnesses: rise of the hips at step rate over leg length (running 0.07–0.12, walking
    0.015–0.03 in the clips at hand; counts double), swing knee flexion (side view; 82–132 against
    47–55 degrees), when in the step the hips are high (side view), and cadence. The sign rule
    for the hips alone fails on runners whose hips are lowest early in stance. Who rises by more
    than `rise_max_leg` lunges or jumps.
    """

    strength_min: float = 0.5
    stepping_leg: float = 0.15
    still_leg: float = 0.02
    rise_leg: float = 0.05
    rise_max_leg: float = 0.25
    knee_deg: float = 70.0
    cadence_spm: float = 132.0

    def find(self, signals: GaitSignals, period: StridePeriod, *, side_view: bool) -> Activity:
        """The activity of the person through most of the recording."""
        leg = _leg_px(signals)
        if not leg > 0 or not np.isfinite(signals.torso_px):
            return Activity.NOBODY
        ankles = signals.point("ankle", Side.LEFT) - signals.point("ankle", Side.RIGHT)
        if max(_spread(ankles[:, 0]), _spread(ankles[:, 1])) < self.stepping_leg * leg:
            still = _spread(signals.mid("hip")[:, 1]) < 2.0 * self.still_leg * leg
            return Activity.STANDING if still else Activity.UNCLEAR
        seen_s = np.isfinite(signals.mid("hip")[:, 0]).sum() / GRID_HZ
        steady = period.strength >= self.strength_min and seen_s >= 2.0 * period.period_s
        if not steady:
            return Activity.UNCLEAR
        rise = self._rise_leg(signals, period, leg)
        votes = self._votes(signals, period, rise, side_view)
        if votes == 0 or rise > self.rise_max_leg:
            return Activity.UNCLEAR
        return Activity.RUNNING if votes > 0 else Activity.WALKING

    def _rise_leg(self, signals: GaitSignals, period: StridePeriod, leg: float) -> float:
        """Rise of the body in a step over leg length."""
        size = signals.torso_length_px
        return 2.0 * _local_amplitude(_body_height(signals), size, period.period_s) / leg

    def _votes(
        self, signals: GaitSignals, period: StridePeriod, rise: float, side_view: bool
    ) -> int:
        votes = 2 if rise > self.rise_leg else -2
        votes += 1 if period.cadence_spm > self.cadence_spm else -1
        if side_view:
            bend = max(_swing_knee_deg(signals, side) for side in Side)
            votes += 1 if bend > self.knee_deg else -1
            apart = signals.point("ankle", Side.LEFT) - signals.point("ankle", Side.RIGHT)
            wave = _step_wave(_body_height(signals), period.period_s)
            lead = np.angle(wave / (_step_wave(np.abs(apart[:, 0]), period.period_s) or 1.0))
            votes += 1 if lead > np.radians(-10.0) else -1
        return votes


def _body_height(signals: GaitSignals) -> Array:
    """(N,) image height of the shoulders, of the hips where those are not seen."""
    height = -signals.mid("shoulder")[:, 1]
    return height if np.isfinite(height).any() else -signals.mid("hip")[:, 1]


def _leg_px(signals: GaitSignals) -> float:
    """Leg length at the runner's median size in the picture; the longer leg."""
    torso = np.where(signals.torso_length_px > 0, signals.torso_length_px, np.nan)
    found = [0.0]
    for side in Side:
        thigh = length_px(to_points(signals.point("knee", side) - signals.point("hip", side)))
        shank = length_px(to_points(signals.point("ankle", side) - signals.point("knee", side)))
        per_torso = ((thigh + shank) / torso)[np.isfinite((thigh + shank) / torso)]
        if len(per_torso):
            found.append(float(np.percentile(per_torso, 90)) * signals.torso_px)
    return max(found)


def _spread(values: Array) -> float:
    finite = values[np.isfinite(values)]
    return float(np.percentile(finite, 95) - np.percentile(finite, 5)) if len(finite) else 0.0


def _swing_knee_deg(signals: GaitSignals, side: Side) -> float:
    bend = flexion_deg(*(to_points(signals.point(p, side)) for p in ("hip", "knee", "ankle")))
    finite = bend[np.isfinite(bend)]
    return float(np.percentile(finite, 97)) if len(finite) else 0.0


def _step_wave(values: Array, period_s: float) -> complex:
    """Complex amplitude of a signal at step rate (twice a stride)."""
    filled = bridged(values)
    width = round(period_s * GRID_HZ)
    filled = filled - uniform_filter1d(filled, width, mode="nearest")
    whole = len(filled) // width * width or len(filled)
    turns = np.exp(-4j * np.pi * np.arange(whole) / (period_s * GRID_HZ))
    return complex(2.0 * (filled[:whole] * turns).mean())


def _local_amplitude(height_px: Array, torso_px: Array, period_s: float) -> float:
    """Median amplitude at step rate in stretches of two strides, as if the runner kept their size.

    Stretch by stretch, because the step rate wanders and a runner who comes or goes changes size.
    """
    size = bridged(torso_px)
    size = uniform_filter1d(size, round(period_s * GRID_HZ), mode="nearest") / median(torso_px)
    stretch = round(2 * period_s * GRID_HZ)
    filled = bridged(height_px)
    starts = range(0, max(len(filled) - stretch, 1), stretch // 2)
    found = [
        abs(_step_wave(filled[i : i + stretch], period_s)) / size[i : i + stretch].mean()
        for i in starts
    ]
    return float(np.median(found))

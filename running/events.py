"""Gait events of running: initial contact `ic`, toe-off `to`, midstance `ms`; and edits by hand.

Constants are re-fitted by ``benchmarks/running_accuracy.py`` on every recording at hand with
force-plate events; what was tried and rejected is in its table.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.signal import find_peaks

from kinematics.filters import butterworth_zero_lag
from kinematics.geometry import Array, flexion_deg, to_points
from kinematics.landmarks import Side
from running.signals import GRID_HZ, GaitSignals, bridged, over_a_stride, travel_x


class EventKind(StrEnum):
    """Initial contact, toe-off, midstance (mid-hip lowest)."""

    IC = "ic"
    TO = "to"
    MS = "ms"


@dataclass(frozen=True, kw_only=True)
class GaitEvent:
    """One event of one foot. confidence 0…1; `edited` when a person set, moved or added it."""

    side: Side
    kind: EventKind
    time_s: float
    confidence: float
    edited: bool = False


Events = tuple[GaitEvent, ...]


def event_times(events: Iterable[GaitEvent], side: Side, kind: EventKind) -> Array:
    """The times (n,) of one kind of event of one foot, in order."""
    return np.sort([e.time_s for e in events if e.side is side and e.kind is kind])


def _ordered(events: Iterable[GaitEvent]) -> Events:
    return tuple(sorted(events, key=lambda e: (e.time_s, e.kind, e.side)))


def _checked_index(events: Events, index: int) -> int:
    if not 0 <= index < len(events):
        raise ValueError(f"index: expected 0…{len(events) - 1}, got {index}")
    return index


def move_event(events: Events, index: int, time_s: float) -> Events:
    """The events with one at a new time."""
    moved = replace(
        events[_checked_index(events, index)], time_s=time_s, confidence=1.0, edited=True
    )
    return _ordered((*events[:index], moved, *events[index + 1 :]))


def add_event(events: Events, *, side: Side, kind: EventKind, time_s: float) -> Events:
    """The events and one more."""
    new = GaitEvent(side=side, kind=kind, time_s=time_s, confidence=1.0, edited=True)
    return _ordered((*events, new))


def delete_event(events: Events, index: int) -> Events:
    """The events without one."""
    _checked_index(events, index)
    return (*events[:index], *events[index + 1 :])


def relabel_sides(events: Events, *, start_s: float = -np.inf, end_s: float = np.inf) -> Events:
    """The events with left and right exchanged between two times."""
    return tuple(
        replace(e, side=e.side.other, edited=True) if start_s <= e.time_s <= end_s else e
        for e in events
    )


@dataclass(frozen=True, kw_only=True)
class SideViewDetector:
    """Events of both feet in a side view; see `detect`.

    belt_fraction   contact begins when the foot has come to this share of the belt speed. A lower
                    share than the 0.75 of the specification needs no offset and no vote by height:
                    the bias stays within 5 ms from 2.5 to 4.7 m/s, where the height rule fails for
                    slow runners (−80…+20 ms)
    toe_off_lag_s   the knee is straightest this long after the foot has left (Fellin et al. 2010)
    knee_window_s   half the stretch of the knee curve that the parabola is fitted to
    height_hz       low-pass of the foot height in which stances are found
    middle          part of the contact in which mid-hip may be lowest. It is so 0.38-0.50 into it
                    in every runner at hand but the rendered ones, who sink just before landing
    """

    belt_fraction: float = 0.65
    toe_off_lag_s: float = 0.009
    knee_window_s: float = 0.060
    height_hz: float = 6.0
    middle: tuple[float, float] = (0.20, 0.80)

    def detect(self, signals: GaitSignals, *, period_s: float, facing: float) -> Events:
        """Events of both feet; `facing` is +1 when the runner faces image right, −1 left.

        Initial contact: foot speed matches the belt. Toe-off: peak knee extension (parabola).
        Midstance: mid-hip lowest in between. Sub-frame.
        """
        travel = travel_x(signals, period_s)
        hip_y = signals.mid("hip")[:, 1]
        found: list[GaitEvent] = []
        for side in Side:
            found += self._leg_events(signals, side, travel, hip_y, period_s, facing)
        return _ordered(found)

    def _leg_events(
        self,
        signals: GaitSignals,
        side: Side,
        travel: Array,
        hip_y: Array,
        period_s: float,
        facing: float,
    ) -> list[GaitEvent]:
        foot = (signals.point("heel", side) + signals.point("foot_index", side)) / 2
        knee = flexion_deg(*(to_points(signals.point(p, side)) for p in ("hip", "knee", "ankle")))
        seen = np.isfinite(foot[:, 0]) & np.isfinite(knee)
        if seen.sum() < GRID_HZ * period_s:
            return []
        speed = np.gradient(bridged(facing * (foot[:, 0] - travel))) * GRID_HZ
        stances = stance_centres(bridged(foot[:, 1]), period_s, self.height_hz)
        belt = _belt_speed(speed, stances)
        if not belt > 0:
            return []
        found = []
        for stance in stances:
            contact = _last_crossing(speed, stance, -self.belt_fraction * belt, 0.40 * period_s)
            off = self._toe_off(bridged(knee), stance, 0.45 * period_s)
            middle = self._midstance(hip_y, contact, off)
            found += _events_at(signals, side, (contact, middle, off), seen, (0.9, 0.9, 0.8))
        return found

    def _midstance(self, hip_y: Array, contact: float, off: float) -> float:
        """Sample where mid-hip is lowest between contact and toe-off; NaN when one is not known."""
        if not (np.isfinite(contact) and np.isfinite(off) and off - contact > 2):
            return np.nan
        first, last = (round(contact + share * (off - contact)) for share in self.middle)
        window = hip_y[first : last + 1]
        if not np.isfinite(window).any():
            return np.nan
        turns = find_peaks(window)[0]  # where it stops to sink, if it does
        return first + int(turns[window[turns].argmax()] if len(turns) else np.nanargmax(window))

    def _toe_off(self, knee: Array, stance: int, reach_s: float) -> float:
        """Sample of toe-off: the straightest knee after a stance centre, less the lag."""
        end = min(stance + round(reach_s * GRID_HZ), len(knee))
        lowest = stance + int(np.argmin(knee[stance:end]))
        if lowest in (stance, end - 1):
            return np.nan
        return _fitted_minimum(knee, lowest, self.knee_window_s) - self.toe_off_lag_s * GRID_HZ


@dataclass(frozen=True, kw_only=True)
class FrontalViewDetector:
    """Events of both feet from behind or from the front; see `detect`.

    Foot image height mixes height with depth there, so contact times cannot be had: midstance is
    good, initial contact and toe-off are only good enough to cut a clip into steps.

    pelvis_lead_s  initial contact is this long before the fastest fall of mid-hip (Milner &
                   Paquette 2015; re-validated at 22–27 ms)
    passing        the part of a stride around midstance in which the other foot is in the air
    """

    pelvis_lead_s: float = 0.025
    passing: tuple[float, float] = (-0.05, 0.20)
    height_hz: float = 6.0

    def detect(self, signals: GaitSignals, *, period_s: float) -> Events:
        """Midstance where mid-hip is lowest, of the foot that is lower in the picture then."""
        hip_y = bridged(signals.mid("hip")[:, 1])
        hip_y = hip_y - over_a_stride(hip_y, period_s)  # a runner who comes or goes
        height = butterworth_zero_lag(hip_y, rate_hz=GRID_HZ, cutoff_hz=self.height_hz)
        fall = np.gradient(height)
        lower = self._left_foot_lower(signals)
        seen = np.isfinite(signals.mid("hip")[:, 0]) & np.isfinite(lower)
        reach = 0.30 * period_s * GRID_HZ
        found: list[GaitEvent] = []
        for middle in stance_centres(hip_y, period_s / 2, self.height_hz):
            first, last = round(middle - reach), round(middle + reach)
            near = slice(*(middle + round(k * period_s * GRID_HZ) for k in self.passing))
            if first < 1 or last >= len(height) - 1 or not np.isfinite(lower[near]).any():
                continue
            side = Side.LEFT if np.nanmean(lower[near]) > 0 else Side.RIGHT
            contact = first + int(np.argmax(fall[first:middle])) - self.pelvis_lead_s * GRID_HZ
            toe = signals.point("foot_index", side)[middle:last, 1]
            off = middle + int(np.nanargmax(toe)) if np.isfinite(toe).any() else np.nan
            found += _events_at(signals, side, (contact, middle, off), seen, (0.5, 0.9, 0.5))
        return _ordered(found)

    def _left_foot_lower(self, signals: GaitSignals) -> Array:
        """Image height of the right foot above the left one, in pixels."""
        left, right = (
            sum(signals.point(p, s)[:, 1] for p in ("ankle", "heel", "foot_index")) for s in Side
        )
        return np.asarray(left - right)


def stance_centres(height_px: Array, period_s: float, cutoff_hz: float) -> NDArray[np.int_]:
    """Samples where an image height (y down) is lowest on the picture, once a period."""
    smooth = butterworth_zero_lag(height_px, rate_hz=GRID_HZ, cutoff_hz=cutoff_hz)
    distance = max(round(0.6 * period_s * GRID_HZ), 1)
    span = float(np.percentile(smooth, 95) - np.percentile(smooth, 5))
    peaks, _ = find_peaks(smooth, distance=distance, prominence=0.2 * span)
    return np.asarray(peaks)


def _belt_speed(speed: Array, stances: NDArray[np.int_]) -> float:
    return -float(np.median(speed[stances])) if len(stances) else float("nan")


def belt_speed_px_s(signals: GaitSignals, side: Side, *, period_s: float, facing: float) -> float:
    """Speed of the belt under a foot in pixels a second; NaN without a stance."""
    foot = (signals.point("heel", side) + signals.point("foot_index", side)) / 2
    ahead = bridged(facing * (foot[:, 0] - travel_x(signals, period_s)))
    stances = stance_centres(bridged(foot[:, 1]), period_s, SideViewDetector.height_hz)
    return _belt_speed(np.gradient(ahead) * GRID_HZ, stances)


def _last_crossing(speed: Array, stance: int, level: float, reach_s: float) -> float:
    """Sample, by interpolation, where speed last fell through `level` before a stance centre."""
    first = max(stance - round(reach_s * GRID_HZ), 0)
    near = np.arange(stance - round(0.25 * reach_s * GRID_HZ), stance + 1)
    riding = near[(near >= first) & (speed[np.maximum(near, 0)] < level)]
    if not len(riding):
        return np.nan
    above = np.flatnonzero(speed[first : riding[-1]] >= level)
    if not len(above):
        return np.nan
    i = first + int(above[-1])
    return float(i + (level - speed[i]) / (speed[i + 1] - speed[i]))


def _fitted_minimum(values: Array, index: int, half_width_s: float) -> float:
    """Sample of the minimum of the parabola fitted around an index (least squares)."""
    half = round(half_width_s * GRID_HZ)
    window = np.arange(max(index - half, 0), min(index + half + 1, len(values)))
    square, slope, _ = np.polyfit(window - index, values[window], 2)
    if not square > 0:
        return float(index)
    return float(index + np.clip(-slope / (2 * square), -half, half))


def _events_at(
    signals: GaitSignals,
    side: Side,
    samples: tuple[float, float, float],
    seen: NDArray[np.bool_],
    confidence: tuple[float, float, float],
) -> list[GaitEvent]:
    """Events at fractional samples (contact, midstance, toe-off); none where nothing was seen."""
    found = []
    reach = round(0.05 * GRID_HZ)
    for kind, sample, sure in zip(
        (EventKind.IC, EventKind.MS, EventKind.TO), samples, confidence, strict=True
    ):
        if not np.isfinite(sample) or not 0 <= sample <= len(signals) - 1:
            continue
        around = slice(max(round(sample) - reach, 0), round(sample) + reach + 1)
        if not seen[round(sample)]:
            continue
        if signals.doubtful[around].any():
            sure *= 0.5
        elif signals.swapped[around].any():
            sure *= 0.7
        time_s = float(signals.time_s[0] + sample / GRID_HZ)
        found.append(GaitEvent(side=side, kind=kind, time_s=time_s, confidence=sure))
    return found

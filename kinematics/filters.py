"""Filters on landmark signals. `OneEuroFilter` is causal (live and exercises); the rest is not."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfiltfilt

Array = NDArray[np.float64]


def _weight(elapsed_s: Array | float, cutoff_hz: Array | float) -> Array:
    """Weight of the newest sample in a first-order low-pass: 2 pi fc dt / (1 + 2 pi fc dt)."""
    rate = 2.0 * np.pi * cutoff_hz * elapsed_s
    return np.asarray(rate / (1.0 + rate))


@dataclass(kw_only=True)
class OneEuroFilter:
    """Speed-adaptive low-pass of Casiez, Roussel & Vogel (2012), "1 Euro Filter", CHI.

    min_cutoff_hz         cut-off at rest
    beta                  growth of the cut-off with speed, Hz per (unit / s)
    derivative_cutoff_hz  cut-off of the speed estimate
    hold_s                a sample that is missing for longer starts the filter anew

    Values of any fixed shape; each element is filtered by itself and NaN leaves its state alone.
    """

    min_cutoff_hz: float = 1.0
    beta: float = 1.5
    derivative_cutoff_hz: float = 1.0
    hold_s: float = 0.7
    _value: Array | None = field(default=None, repr=False)
    _speed: Array | None = field(default=None, repr=False)
    _seen_s: Array | None = field(default=None, repr=False)
    _whole_s: float | None = field(default=None, repr=False)

    def __call__(self, time_s: float, value: Array) -> Array:
        """The filtered value at `time_s`; NaN where `value` is NaN. Times must increase."""
        value = np.asarray(value, dtype=np.float64)
        whole_s, self._whole_s = self._whole_s, time_s if np.isfinite(value).all() else None
        if whole_s is not None and self._whole_s is not None and time_s - whole_s <= self.hold_s:
            return self._follow(max(time_s - whole_s, 1e-3), value)
        if whole_s is not None:
            self._seen_s = np.full(value.shape, whole_s)
        return self._choose(time_s, value)

    def _follow(self, step: float, value: Array) -> Array:
        """Every element is here as it was the last time: the usual case, without any choosing."""
        assert self._value is not None
        assert self._speed is not None
        slope = (value - self._value) / step
        self._speed = self._speed + _weight(step, self.derivative_cutoff_hz) * (slope - self._speed)
        weight = _weight(step, self.min_cutoff_hz + self.beta * np.abs(self._speed))
        self._value = self._value + weight * (value - self._value)
        return self._value

    def _choose(self, time_s: float, value: Array) -> Array:
        """Each element by itself: followed, begun anew, or missing."""
        if self._value is None or self._speed is None or self._seen_s is None:
            self._value = np.full(value.shape, np.nan)
            self._speed = np.zeros(value.shape)
            self._seen_s = np.full(value.shape, -np.inf)
        elapsed = np.maximum(time_s - self._seen_s, 1e-3)
        present = np.isfinite(value)
        fresh = present & ~((elapsed <= self.hold_s) & np.isfinite(self._value))
        known = present & ~fresh
        step = np.where(known, elapsed, 1.0)
        slope = np.where(known, (value - self._value) / step, 0.0)
        speed = self._speed + _weight(step, self.derivative_cutoff_hz) * (slope - self._speed)
        weight = _weight(step, self.min_cutoff_hz + self.beta * np.abs(speed))
        filtered = self._value + weight * (value - self._value)
        self._value = np.where(known, filtered, np.where(fresh, value, self._value))
        self._speed = np.where(known, speed, np.where(fresh, 0.0, self._speed))
        self._seen_s = np.where(present, time_s, self._seen_s)
        return np.where(present, self._value, np.nan)


def median(values: Sequence[float]) -> float:
    """Median of a few numbers, NaN of none or when one is; faster than `numpy.median`."""
    if not values or any(map(math.isnan, values)):
        return math.nan
    return statistics.median(values)


def rolling_median(time_s: Array, value: Array, half_width_s: float) -> Array:
    """Median of the samples within ±half_width_s of each sample (NaN ignored, NaN if none).

    Zero lag; for irregular times (T,) and values (T,).
    """
    left = np.searchsorted(time_s, time_s - half_width_s - 1e-9)
    right = np.searchsorted(time_s, time_s + half_width_s + 1e-9)
    values = value.tolist()
    windows = [values[a:b] for a, b in zip(left.tolist(), right.tolist(), strict=True)]
    return np.array([median([v for v in window if math.isfinite(v)]) for window in windows])


def butterworth_zero_lag(value: Array, *, rate_hz: float, cutoff_hz: float) -> Array:
    """Second-order Butterworth run forward and backward along axis 0 (zero lag, order 4).

    `cutoff_hz` is the −3 dB point of the pair: the single pass is designed at cutoff / 0.802
    (Winter 2009, Biomechanics and Motor Control of Human Movement). Evenly sampled, finite values.
    """
    if not 0 < cutoff_hz < 0.802 * rate_hz / 2:
        raise ValueError(
            f"cutoff_hz: expected between 0 and {0.802 * rate_hz / 2:.2f}, got {cutoff_hz}"
        )
    sos = butter(2, cutoff_hz / 0.802, fs=rate_hz, output="sos")
    return np.asarray(sosfiltfilt(sos, value, axis=0))

"""Reading a signal once a step: at a moment, as a mean, at its peak."""

import numpy as np

from kinematics.geometry import Array
from running.signals import GRID_HZ, GaitSignals

Reading = tuple[Array, Array]  # a value and the time it was read, a pair for each step


def read_at(signal: Array, signals: GaitSignals, time_s: Array) -> Reading:
    """A signal (N,) interpolated at times; NaN where either is unknown."""
    sample = (time_s - signals.time_s[0]) * GRID_HZ
    value = np.interp(sample, np.arange(len(signal)), signal, left=np.nan, right=np.nan)
    return np.where(np.isfinite(time_s), value, np.nan), time_s


def read_mean(signal: Array, signals: GaitSignals, start_s: Array, end_s: Array) -> Reading:
    """Mean of a signal between pairs of times, read at their middle."""
    value = [
        np.nan if w is None else float(np.mean(w[0]))
        for w in _windows(signal, signals, start_s, end_s)
    ]
    return np.array(value, dtype=float), (start_s + end_s) / 2


def read_peak(
    signal: Array, signals: GaitSignals, start_s: Array, end_s: Array, *, lowest: bool = False
) -> Reading:
    """Largest (or smallest) value of a signal between pairs of times, and when."""
    sign = -1.0 if lowest else 1.0
    value, time_s = np.full(len(start_s), np.nan), np.full(len(start_s), np.nan)
    for i, window in enumerate(_windows(sign * signal, signals, start_s, end_s)):
        if window is not None:
            at = int(np.argmax(window[0]))
            value[i], time_s[i] = sign * window[0][at], window[1][at]
    return value, time_s


def _windows(
    signal: Array, signals: GaitSignals, start_s: Array, end_s: Array
) -> list[tuple[Array, Array] | None]:
    """(values, times) between pairs of times; None where a value or an end is unknown."""
    found: list[tuple[Array, Array] | None] = []
    for start, end in zip(start_s, end_s, strict=True):
        if not (np.isfinite(start) and np.isfinite(end) and end > start):
            found.append(None)
            continue
        window = slice(signals.index_at(start), signals.index_at(end) + 1)
        values = signal[window]
        found.append((values, signals.time_s[window]) if np.isfinite(values).all() else None)
    return found

"""When a repetition began, reached the top and ended, and how far it went, seen in hindsight.

The thresholds that count a repetition lie inside the movement; its ends lie outside. They are
found by projecting the way between 5 % and 50 % of the range back (or on) along a minimum-jerk
movement (Flash & Hogan 1985, J Neurosci 5:1688: position 10 t^3 - 15 t^4 + 6 t^5).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinematics.filters import rolling_median

Array = NDArray[np.float64]

SMOOTH_HALF_S = 0.07
LOW, MIDDLE, HIGH = 0.05, 0.50, 0.85
_SHARES = np.linspace(0.0, 1.0, 2001)
_WAY = _SHARES**3 * (10 - 15 * _SHARES + 6 * _SHARES**2)


def _share(level: float, power: float) -> float:
    """Share of the time of a minimum-jerk movement after which the progress is `level`."""
    return float(np.interp(level ** (1 / power), _WAY, _SHARES))


@dataclass(frozen=True, kw_only=True)
class RepTiming:
    """Times in seconds; `top` is the largest progress, seen at `top_s`.

    The way up ends at `peak_s`, the first arrival at the level that is then held: where in a held,
    trembling top the largest progress lies is chance.
    """

    start_s: float
    peak_s: float
    end_s: float
    up_s: float
    down_s: float
    hold_s: float
    top: float
    top_s: float


def _crossing(time_s: Array, level: Array, threshold: float, order: range) -> float:
    """Time at which `level` first falls below `threshold` walking along `order` (interpolated)."""
    previous = order.start
    for index in order:
        if level[index] < threshold:
            a, b = level[previous], level[index]
            share = 0.0 if a == b else (a - threshold) / (a - b)
            return float(time_s[previous] + share * (time_s[index] - time_s[previous]))
        previous = index
    return float(time_s[previous])


def _foot(time_s: Array, level: Array, order: range, power: float) -> float:
    """Where a slope from the top down along `order` meets the ground."""
    middle = _crossing(time_s, level, MIDDLE, order)
    low = _crossing(time_s, level, LOW, order)
    left, before = _share(LOW, power), _share(MIDDLE, power)
    foot = low + (low - middle) * left / (before - left)
    edge = float(time_s[order[-1]])
    return max(foot, edge) if order.step < 0 else min(foot, edge)


def _shoulder(time_s: Array, level: Array, order: range, power: float) -> float:
    """Where a slope, seen from its middle along `order`, first meets the level that is held (1)."""
    middle = _crossing(time_s, -level, -MIDDLE, order)
    high = _crossing(time_s, -level, LOW - 1.0, order)
    gone, before = _share(1.0 - LOW, power), _share(MIDDLE, power)
    return high + (high - middle) * (1.0 - gone) / (gone - before)


def _end(level: Array, order: range) -> int:
    """Index at which `level` first falls below its middle along `order`; else the last one."""
    return next((index for index in order if level[index] < MIDDLE), order[-1])


def _held(time_s: Array, smooth: Array, inside: slice) -> float:
    """The level of the top: the median of the middle half of the time above HIGH of the largest."""
    time_s, smooth = time_s[inside], smooth[inside]
    high_s = time_s[smooth >= HIGH * smooth.max()]
    quarter_s = (high_s[-1] - high_s[0]) / 4
    middle = (time_s >= high_s[0] + quarter_s) & (time_s <= high_s[-1] - quarter_s)
    return float(np.median(smooth[middle])) if middle.any() else float(smooth.max())


def measure_timing(
    time_s: Array,
    progress: Array,
    *,
    full: float,
    power: float = 1.0,
    still: NDArray[np.bool_] | None = None,
    since_s: float = -np.inf,
) -> RepTiming:
    """Timing of one repetition from its samples (T,), the rest before and after included.

    progress  0 at rest, 1 at the target; NaN samples are skipped
    full      progress from which the top is held
    power     progress grows as this power of the joint's way (`RepSignal.power`)
    still     (T,) False where the body moves at the top, which is no hold; None = always still
    since_s   the top was not before; earlier samples only show where the way began
    ValueError with fewer than three finite samples, or when the progress never rises above 0.
    """
    smooth = rolling_median(time_s, progress, SMOOTH_HALF_S)
    seen = np.isfinite(smooth)
    if np.count_nonzero(seen) < 3 or not np.nanmax(smooth[time_s >= since_s], initial=0.0) > 0:
        raise ValueError("progress: expected at least 3 finite samples and a rise above 0")
    still = np.ones(len(time_s), dtype=bool) if still is None else still
    time_s, smooth, still = time_s[seen], smooth[seen], still[seen]
    top = int(np.argmax(np.where(time_s >= since_s, smooth, -np.inf)))
    level = smooth / smooth[top]
    down, up = range(top, len(level)), range(top, -1, -1)
    start_s, end_s = _foot(time_s, level, up, power), _foot(time_s, level, down, power)
    first, last = _end(level, up), _end(level, down)
    level = smooth / _held(time_s, smooth, slice(first, last + 1))
    peak_s = max(_shoulder(time_s, level, range(first, top + 1), power), start_s)
    leave_s = min(_shoulder(time_s, level, range(last, top - 1, -1), power), end_s)
    peak_s = min(peak_s, float(time_s[top]))
    return RepTiming(
        start_s=start_s,
        peak_s=peak_s,
        end_s=end_s,
        up_s=peak_s - start_s,
        down_s=end_s - max(leave_s, peak_s),
        hold_s=_longest_stay(time_s, smooth >= full, still),
        top=float(smooth[top]),
        top_s=float(time_s[top]),
    )


def _longest_stay(time_s: Array, inside: NDArray[np.bool_], still: NDArray[np.bool_]) -> float:
    """Longest time in seconds that `inside` stays true, without the steps to samples not still."""
    best = stay = 0.0
    for index in range(1, len(time_s)):
        if not (inside[index] and inside[index - 1]):
            stay = 0.0
        elif still[index]:
            stay += float(time_s[index] - time_s[index - 1])
            best = max(best, stay)
    return best

"""Left against right, and when a difference may be shown (measurement specification A.2.4)."""

from dataclasses import dataclass

import numpy as np

from kinematics.geometry import Array
from kinematics.landmarks import Side
from kinematics.quality import Grade
from running.measure import NO_INTERVAL, Measure, bootstrap_interval
from running.metrics import METRICS, Metric
from running.run import Run

ROLL_KNOWN_DEG = 0.5
YAW_MAX_DEG = 2.0  # 10 degrees of yaw make 9–14 degrees of false thigh difference
TIME_SYMMETRY_MIN = 8.0  # percent
PAIRS_MIN = 6
PAIR_WITHIN_S = 0.9
NO_DIFFERENCE = "No difference that this method can show."


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Right minus left of one measure, paired within strides.

    value   degrees; for step time the symmetry index 100 (R − L) / mean in percent (Robinson 1987)
    shown   whether the difference is large and sure enough to be shown; else `reason` says why not
    """

    key: str
    value: float
    unit: str
    ci95: tuple[float, float]
    n: int
    shown: bool
    reason: str


def side_differences(run: Run, measures: tuple[Measure, ...]) -> tuple[Difference, ...]:
    """The difference of every measure that is known on both sides."""
    known = {(m.key, m.side): m for m in measures if m.known}
    keys = [k for k in METRICS if all((k, s.value) in known for s in Side)]
    return tuple(_difference(run, METRICS[k], [known[k, s.value] for s in Side]) for k in keys)


def _difference(run: Run, metric: Metric, sides: list[Measure]) -> Difference:
    left, right = _paired(run, metric)
    relative = metric.unit == "s"
    pair = 100.0 * (right - left) / (0.5 * (right + left)) if relative else right - left
    value = float(np.median(pair)) if len(pair) else float("nan")
    interval = bootstrap_interval(pair) if len(pair) else NO_INTERVAL
    reason = _why_not(run, metric, sides, value, interval, len(pair), relative)
    return Difference(
        key=metric.key,
        value=value,
        unit="percent" if relative else metric.unit,
        ci95=interval,
        n=len(pair),
        shown=not reason,
        reason=reason,
    )


def _paired(run: Run, metric: Metric) -> tuple[Array, Array]:
    """Values of each left step and of the right step that follows it."""
    left, left_s = metric.values(run, Side.LEFT)
    right, right_s = metric.values(run, Side.RIGHT)
    order_l, order_r = np.argsort(left_s), np.argsort(right_s)
    left, left_s, right, right_s = left[order_l], left_s[order_l], right[order_r], right_s[order_r]
    following = np.searchsorted(right_s, left_s)
    paired = following < len(right_s)
    following = following[paired]
    close = right_s[following] - left_s[paired] < PAIR_WITHIN_S
    return left[paired][close], right[following[close]]


def _why_not(
    run: Run,
    metric: Metric,
    sides: list[Measure],
    value: float,
    interval: tuple[float, float],
    pairs: int,
    relative: bool,
) -> str:
    least = TIME_SYMMETRY_MIN if relative else metric.asymmetry
    if not np.isfinite(least):
        return "This method cannot show a difference between the sides here."
    if pairs < PAIRS_MIN:
        return f"Only {pairs} pairs of steps."
    if any(m.grade not in (Grade.A.value, Grade.B.value) for m in sides):
        return "The recording is not good enough to compare the sides."
    if not relative and run.setup.roll_deg is None:
        return "It is not known whether the camera was level; that alone can make a difference."
    if not relative and not abs(run.recording.yaw_deg) <= YAW_MAX_DEG:
        return "The camera was not straight behind; that alone can make a difference."
    low, high = interval
    if abs(value) < least or (low < least / 2 and high > -least / 2):
        return NO_DIFFERENCE
    return ""

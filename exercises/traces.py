"""Watches how angles go through a repetition and judges it when it is over (`TraceRule`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from exercises.faults import bound_seen
from exercises.results import FormFault
from exercises.spec import Bound, Phase, Statistic, TraceRule
from kinematics.angles import find_angle
from kinematics.body import Body
from kinematics.filters import rolling_median
from kinematics.quality import View

Array = NDArray[np.float64]

SPEED_S = 0.15
SLOW_HALF_S = 0.5  # half of the window whose median is the slow part of a movement
SAMPLES_MIN = 5


def spread(time_s: Array, value: Array, progress: Array, size: float) -> float:
    """Standard deviation."""
    return float(np.std(value))


def jitter(time_s: Array, value: Array, progress: Array, size: float) -> float:
    """Standard deviation about the running median of a second: what is not the movement."""
    return float(np.std(value - rolling_median(time_s, value, SLOW_HALF_S)))


def speed(time_s: Array, value: Array, progress: Array, size: float) -> float:
    """Fastest mean change over 0.15 s, per second, unsigned."""
    before = np.interp(time_s - SPEED_S, time_s, value)
    whole = time_s - time_s[0] >= SPEED_S - 1e-9
    return float(np.max(np.abs(value - before)[whole], initial=0.0) / SPEED_S)


def swings(time_s: Array, value: Array, progress: Array, size: float) -> float:
    """Movements to and fro of at least `size` in between the way there and the way back."""
    turns, up, extreme = 0, True, value[0]
    for now in value:
        extreme = max(extreme, now) if up else min(extreme, now)
        if abs(now - extreme) >= size:
            turns, up, extreme = turns + 1, not up, now
    return max(0.0, (turns - 1) / 2)


def opposite(time_s: Array, value: Array, progress: Array, size: float) -> float:
    """Minus the correlation with the progress; -1 (no accusation) when the angle hardly moved."""
    if np.ptp(value) < size or not np.ptp(progress) > 0:
        return -1.0
    return -float(np.corrcoef(value, progress)[0, 1])


STATISTICS: dict[Statistic, Callable[[Array, Array, Array, float], float]] = {
    Statistic.SPREAD: spread,
    Statistic.JITTER: jitter,
    Statistic.SPEED: speed,
    Statistic.SWINGS: swings,
    Statistic.OPPOSITE: opposite,
}


@dataclass(kw_only=True)
class TraceWatch:
    """One rule through one repetition after another."""

    rule: TraceRule
    _samples: dict[str, list[tuple[float, float, float]]] = field(default_factory=dict)

    def start_rep(self) -> None:
        """Forget the last repetition."""
        self._samples = {angle: [] for angle in self.rule.angles}

    def update(
        self,
        time_s: float,
        phase: Phase,
        view: View,
        body: Body,
        visibility: Sequence[float],
        progress: float,
    ) -> None:
        """Take one pose of a repetition."""
        if phase not in self.rule.phases or (self.rule.views and view not in self.rule.views):
            return
        for angle, samples in self._samples.items():
            bound = Bound(angle=angle, limb=self.rule.limb, above=np.inf)
            if bound_seen(bound, body, visibility):
                samples.append((time_s, bound.value(body), progress))

    @property
    def judged(self) -> bool:
        """Whether the fault could be told in the repetition, had it been there."""
        return any(len(samples) >= SAMPLES_MIN for samples in self._samples.values())

    @property
    def found(self) -> FormFault | None:
        """The fault in the repetition that is over, or None."""
        worst = max((self._judge(angle) for angle in self._samples), default=None)
        if worst is None or not worst[0] > self.rule.above:
            return None
        value, start_s, end_s, angle = worst
        unit = find_angle(angle).unit
        if self.rule.statistic is Statistic.SPEED:
            unit = f"{unit}/s"
        elif self.rule.statistic in (Statistic.SWINGS, Statistic.OPPOSITE):
            unit = "ratio"
        return FormFault(
            key=self.rule.key,
            start_s=start_s,
            end_s=end_s,
            worst_s=0.5 * (start_s + end_s),
            worst=value,
            unit=unit,
            severity=1.0 + value - self.rule.above,
        )

    def _judge(self, angle: str) -> tuple[float, float, float, str]:
        """(statistic, first and last second, angle); minus infinity with too few samples."""
        samples = np.array(self._samples[angle]).reshape(-1, 3)
        samples = samples[np.isfinite(samples).all(axis=1)]
        if len(samples) < SAMPLES_MIN:
            return -np.inf, np.nan, np.nan, angle
        time_s, values, progress = samples.T
        value = STATISTICS[self.rule.statistic](time_s, values, progress, self.rule.size)
        return value, float(samples[0, 0]), float(samples[-1, 0]), angle

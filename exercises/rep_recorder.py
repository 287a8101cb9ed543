"""Keeps the samples of the repetition in progress and measures it when it is over."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from exercises.recent import Recent
from exercises.rep_timing import SMOOTH_HALF_S, RepTiming, measure_timing
from exercises.spec import RepQuantity, RepSignal
from exercises.start_watch import MakeBody
from exercises.stillness import still_samples
from kinematics.body import Body
from kinematics.filters import rolling_median
from kinematics.geometry import Value
from kinematics.landmarks import LANDMARK_COUNT, Landmark

Array = NDArray[np.float64]

BEFORE_S = 1.5  # kept before a repetition leaves rest, to find where it began


@dataclass(frozen=True, kw_only=True)
class RepMeasure:
    """A measured repetition: its timing, and in degrees its top, range and start."""

    timing: RepTiming
    peak_deg: float
    rom_deg: float
    start_deg: float

    @property
    def quantities(self) -> dict[RepQuantity, tuple[float, float]]:
        """What rules of a whole repetition judge: the value, and the moment that shows it best."""
        timing = self.timing
        return {
            RepQuantity.PEAK: (self.peak_deg, timing.peak_s),
            RepQuantity.UP: (timing.up_s, timing.start_s + timing.up_s / 2),
            RepQuantity.DOWN: (timing.down_s, timing.end_s - timing.down_s / 2),
            RepQuantity.HOLD: (timing.hold_s, timing.peak_s),
        }


@dataclass(kw_only=True)
class RepRecorder:
    """`remember` every pose; `begin` when a repetition leaves rest; `measure` when it is over.

    Uses the poses as they came, not the causally filtered ones: in hindsight they can be smoothed
    without lag. Of the poses before a repetition only the landmarks `marks` are kept.
    """

    signal: RepSignal
    marks: Sequence[Landmark]
    make_body: MakeBody
    _before: Recent = field(init=False)
    _samples: "array[float]" = field(default_factory=lambda: array("d"))
    _start_xy_px: Array | None = None
    _begun_s: float = np.nan

    def __post_init__(self) -> None:
        self._before = Recent(span_s=BEFORE_S, width=2 * len(self.marks), code="f")

    def remember(self, time_s: float, body: Body) -> None:
        """Take one pose, in a repetition (with its start pose) or not."""
        if self._start_xy_px is not None:
            self._samples.extend((time_s, *self._values(body)))
        self._before.append(time_s, body.xy_px.take(self.marks, axis=0).ravel())

    def begin(self, start_xy_px: Array) -> None:
        """A repetition has left rest; everything is measured from this start pose."""
        self._start_xy_px = start_xy_px
        times_s = self._before.time_s
        self._begun_s = times_s[-1]
        poses = np.full((len(times_s), LANDMARK_COUNT, 2), np.nan)
        poses[:, self.marks] = self._before.values.reshape(len(times_s), -1, 2)
        progress, degrees = self._values(self.make_body(poses, start_xy_px))
        self._samples = array("d", np.column_stack([times_s, progress, degrees]).ravel())

    def drop(self) -> None:
        """Forget the repetition in progress and what came before it."""
        self._start_xy_px = None
        self._samples = array("d")
        self._before.clear()

    def measure(self, *, full: float, still_max_deg_s: float = np.inf) -> RepMeasure | None:
        """The repetition that is over, or None when too little of it was seen. Forgets it.

        What came after its end is kept: the next repetition may have begun.
        """
        start_xy_px, samples = self._start_xy_px, np.array(self._samples).reshape(-1, 3)
        self._start_xy_px, self._samples = None, array("d")
        if start_xy_px is None:
            return None
        try:
            timing = measure_timing(
                samples[:, 0],
                samples[:, 1],
                full=full,
                power=self.signal.power,
                still=_still(samples, still_max_deg_s),
                since_s=self._begun_s,
            )
        except ValueError:
            return None
        self._before.forget_before(timing.end_s)
        start = self.make_body(start_xy_px, start_xy_px)
        near_top = np.abs(samples[:, 0] - timing.top_s) <= SMOOTH_HALF_S + 1e-9
        peak = float(np.nanmedian(samples[near_top, 2]))
        start_deg = self.signal.reported_deg(start)
        return RepMeasure(
            timing=timing, peak_deg=peak, rom_deg=abs(peak - start_deg), start_deg=start_deg
        )

    def _values(self, body: Body) -> tuple[Value, Value]:
        """Progress and reported degrees of one pose or many."""
        return self.signal.progress_in(body), self.signal.reported_deg(body)


def _still(samples: Array, max_deg_s: float) -> NDArray[np.bool_]:
    """Which samples (time, progress, degrees) are still; all of them without a limit."""
    if not np.isfinite(max_deg_s):
        return np.ones(len(samples), dtype=bool)
    time_s = samples[:, 0]
    return still_samples(time_s, rolling_median(time_s, samples[:, 2], SMOOTH_HALF_S), max_deg_s)

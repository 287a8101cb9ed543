"""Whether an angle holds still: the timer of a stretch runs only then (B.19)."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from exercises.recent import Recent

Array = NDArray[np.float64]

WINDOW_S = 0.5


@dataclass(kw_only=True)
class Stillness:
    """Feeds on an angle over time; still while it changes by less than `max_deg_s`."""

    max_deg_s: float
    _recent: Recent = field(default_factory=lambda: Recent(span_s=WINDOW_S))

    def update(self, time_s: float, angle_deg: float) -> bool:
        """Take one sample; True while the change over the last half second is slow enough."""
        self._recent.append(time_s, (angle_deg,))
        return not abs(angle_deg - self._recent.first) > self.max_deg_s * WINDOW_S


def still_samples(time_s: Array, angle_deg: Array, max_deg_s: float) -> NDArray[np.bool_]:
    """(T,) which samples are still; like `Stillness`, over a window around each."""
    half = 0.5 * WINDOW_S
    after = np.interp(time_s + half, time_s, angle_deg)
    before = np.interp(time_s - half, time_s, angle_deg)
    return ~(np.abs(after - before) > max_deg_s * WINDOW_S)

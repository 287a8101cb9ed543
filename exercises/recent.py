"""The last moments of what is measured, in two blocks of memory instead of objects for each sample.

A live server keeps several of them for each of its users (docs/live.md, "The server").
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(kw_only=True)
class Recent:
    """Samples of `width` numbers, the newest and those of at most `span_s` seconds before it.

    code  "d", or "f" for numbers of 32 bits: enough for landmarks, which come so from the model
    """

    span_s: float
    width: int = 1
    code: Literal["d", "f"] = "d"
    _times: "array[float]" = field(default_factory=lambda: array("d"))
    _values: "array[float]" = field(init=False)

    def __post_init__(self) -> None:
        self._values = array(self.code)

    def __len__(self) -> int:
        return len(self._times)

    def append(self, time_s: float, values: Iterable[float]) -> None:
        """Take a sample; its time must be later than the last one's."""
        times = self._times
        times.append(time_s)
        self._values.extend(values)
        old = 0
        while time_s - times[old] > self.span_s:
            old += 1
        self._drop(old)

    def forget_before(self, time_s: float) -> None:
        """Drop the samples before that time."""
        self._drop(bisect_left(self._times, time_s))

    def _drop(self, count: int) -> None:
        if count:
            del self._times[:count]
            del self._values[: count * self.width]

    def clear(self) -> None:
        """Drop all."""
        del self._times[:], self._values[:]

    @property
    def first(self) -> float:
        """The first number of the oldest sample; IndexError when there is none."""
        return self._values[0]

    @property
    def first_s(self) -> float:
        """The time of the oldest sample; IndexError when there is none."""
        return self._times[0]

    @property
    def time_s(self) -> Array:
        """(N,) the times."""
        return np.array(self._times)

    @property
    def values(self) -> Array:
        """(N, width) the numbers."""
        return np.array(self._values, dtype=np.float64).reshape(-1, self.width)

    def column(self, index: int) -> list[float]:
        """One number of each sample, the oldest first."""
        return self._values[index :: self.width].tolist()

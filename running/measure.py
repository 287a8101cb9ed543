"""`Measure`: a number with its support; and the statistics of one person's steps."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kinematics.geometry import Array

BLOCK = 4  # strides that stay together in the bootstrap (measurement specification D.9)
DRAWS = 2000
UNIT_SIGNS = {"deg": "°", "spm": " /min", "s": " s", "cm": " cm", "ratio": ""}
DECIMALS = {"deg": 1, "spm": 1, "s": 3, "cm": 1, "ratio": 2}
NO_INTERVAL = (float("nan"), float("nan"))


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One result.

    side        "left", "right" or "both"
    value       median over the steps used; NaN with `reason` when it cannot be told
    n           steps used
    iqr         25th and 75th percentile over the steps
    ci95        95 % interval of the median within this clip (`bootstrap_interval`); the camera
                put up again another day adds more (`sdd`)
    sdd         smallest change between two recordings that can be told from noise
    grade       A, B, C or reject
    flag        "", or a word where the specification allows one: green, amber, red, note
    evidence_s  times of the pictures that show it best: the steps nearest the median
    """

    key: str
    side: str
    value: float
    unit: str
    n: int
    iqr: tuple[float, float]
    ci95: tuple[float, float]
    sdd: float
    grade: str
    flag: str = ""
    reason: str = ""
    evidence_s: tuple[float, ...] = ()

    @property
    def known(self) -> bool:
        """True when there is a value."""
        return bool(np.isfinite(self.value))

    @property
    def margin(self) -> float:
        """± of the value: its distance from the farther end of `ci95`; NaN when not known."""
        return max(self.ci95[1] - self.value, self.value - self.ci95[0])


def unknown(key: str, side: str, unit: str, sdd: float, reason: str, n: int = 0) -> Measure:
    """A measure without a value, and why."""
    if not reason:
        raise ValueError("reason: expected a sentence, got nothing")
    return Measure(
        key=key,
        side=side,
        value=float("nan"),
        unit=unit,
        n=n,
        iqr=NO_INTERVAL,
        ci95=NO_INTERVAL,
        sdd=sdd,
        grade="reject",
        reason=reason,
    )


def number_text(value: float, unit: str) -> str:
    """A number as people read it, with its unit; "–" for what is not known."""
    return f"{value:.{DECIMALS[unit]}f}{UNIT_SIGNS[unit]}" if np.isfinite(value) else "–"


@lru_cache(maxsize=64)
def _draws(count: int, block: int, draws: int) -> NDArray[np.int_]:
    """(draws, count) indices of a circular block bootstrap; the same for the same arguments."""
    rng = np.random.default_rng(count)
    blocks = -(-count // block)
    starts = rng.integers(0, count, (draws, blocks, 1))
    index = (starts + np.arange(block)) % count
    return np.asarray(index.reshape(draws, -1)[:, :count])


def resampled_medians(values: Array, *, block: int = BLOCK, draws: int = DRAWS) -> Array:
    """(draws,) medians of block-bootstrap samples of consecutive strides (Künsch 1989)."""
    sample = values[_draws(len(values), min(block, len(values)), draws)]
    middle = sample.shape[1] // 2
    if sample.shape[1] % 2:
        return np.asarray(np.partition(sample, middle, axis=1)[:, middle])
    parted = np.partition(sample, (middle - 1, middle), axis=1)
    return np.asarray((parted[:, middle - 1] + parted[:, middle]) / 2)


def bootstrap_interval(values: Array) -> tuple[float, float]:
    """95 % interval of the median by stride-block bootstrap; NaN with fewer than three values.

    Fewer than two blocks cannot be resampled (of four values one block has them all: ± 0). Then it
    is the range of the values: the median lies in it with 97 % (six independent values), 94 %
    (five), 88 % (four) or 75 % (three), by the sign test.
    """
    if len(values) < 3:
        return NO_INTERVAL
    if len(values) < 2 * BLOCK:
        return float(np.min(values)), float(np.max(values))
    low, high = np.percentile(resampled_medians(values), (2.5, 97.5))
    return float(low), float(high)


def nearest_times(values: Array, time_s: Array, count: int = 3) -> tuple[float, ...]:
    """Times of the values nearest their median."""
    if not len(values):
        return ()
    order = np.argsort(np.abs(values - np.median(values)), kind="stable")[:count]
    return tuple(float(t) for t in time_s[order])

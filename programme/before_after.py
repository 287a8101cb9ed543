"""Daily ratings before and after an event: better, same, worse or cannot tell (specification D.9).

A change counts only when it is as large as the smallest that matters and its 95 % interval
excludes zero. Neighbouring days resemble each other, so they count for fewer:
n_eff = n (1 − ρ₁) / (1 + ρ₁) with the lag-1 autocorrelation ρ₁.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import fmean, variance

from programme.symptoms import PAIN_CHANGE_MIN

NORMAL_95 = 1.96
RATINGS_MIN = 5
NOISE_UNKNOWN = (
    "The days before were all alike, so it is not known how much they vary without any change."
)


class Answer(StrEnum):
    """What can be said about a change."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, kw_only=True)
class RatingChange:
    """Means before and after, points; `ci95` of their difference. NaN when there are too few."""

    before: float
    after: float
    ci95: tuple[float, float]
    answer: Answer
    reason: str


def compare_ratings(
    before: Sequence[float], after: Sequence[float], *, smallest: float = PAIN_CHANGE_MIN
) -> RatingChange:
    """Compare daily ratings in which less is better; each in order of days.

    smallest  the smallest change that can be told from what varies anyway, points; NaN = not
              known, and then no change is called better or worse
    """
    if smallest <= 0:
        raise ValueError(f"smallest: expected more than 0, got {smallest}")
    if min(len(before), len(after)) < RATINGS_MIN:
        nan = math.nan
        reason = f"Fewer than {RATINGS_MIN} days with a rating before or after."
        return RatingChange(
            before=fmean(before) if before else nan, after=fmean(after) if after else nan,
            ci95=(nan, nan), answer=Answer.CANNOT_TELL, reason=reason,
        )  # fmt: skip
    change = fmean(after) - fmean(before)
    half = NORMAL_95 * math.sqrt(_error_squared(before) + _error_squared(after))
    ci95 = (change - half, change + half)
    answer, reason = _answer(change, ci95, smallest)
    return RatingChange(
        before=fmean(before), after=fmean(after), ci95=ci95, answer=answer, reason=reason
    )


def _answer(change: float, ci95: tuple[float, float], smallest: float) -> tuple[Answer, str]:
    if math.isnan(smallest) and not math.isclose(change, 0.0, abs_tol=1e-9):
        return Answer.CANNOT_TELL, NOISE_UNKNOWN
    large = abs(change) >= smallest
    sure = ci95[0] > 0 or ci95[1] < 0
    if large and sure:
        return (Answer.BETTER if change < 0 else Answer.WORSE), "A clear change."
    if large or sure:
        why = "the days vary too much" if large else f"it is smaller than {smallest:g} points"
        return Answer.CANNOT_TELL, f"A possible change, not a clear one: {why}."
    return Answer.SAME, "No clear change."


def _error_squared(values: Sequence[float]) -> float:
    """Squared standard error of the mean, for days that resemble their neighbours."""
    return variance(values) / effective_count(values)


def effective_count(values: Sequence[float]) -> float:
    """How many independent ratings the days are worth: 1 to their number."""
    count, mean = len(values), fmean(values)
    total = math.fsum((v - mean) ** 2 for v in values)
    if total == 0:
        return float(count)
    lag = math.fsum((a - mean) * (b - mean) for a, b in pairwise(values))
    rho = min(max(lag / total, 0.0), 0.99)
    return max(1.0, count * (1 - rho) / (1 + rho))

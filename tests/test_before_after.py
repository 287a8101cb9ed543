"""Before and after an event: never better within what varies anyway (specification D.9)."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from programme.before_after import Answer, compare_ratings, effective_count

ratings = some.lists(some.integers(0, 10), min_size=5, max_size=14)


@pytest.mark.parametrize(
    ("before", "after", "answer"),
    [
        ([5, 6, 5, 6, 5, 6], [2, 3, 2, 3, 2, 3], Answer.BETTER),
        ([2, 3, 2, 3, 2, 3], [5, 6, 5, 6, 5, 6], Answer.WORSE),
        ([5, 6, 5, 6, 5, 6], [5, 5, 6, 5, 6, 5], Answer.SAME),
        ([5, 5, 5, 5, 5, 5], [4, 4, 4, 4, 4, 4], Answer.CANNOT_TELL),  # sure, but small
        ([9, 0, 9, 0, 9, 0, 10], [0, 7, 0, 7, 0, 0, 0], Answer.CANNOT_TELL),  # large, not sure
        ([5, 6, 5, 6], [1, 1, 1, 1, 1], Answer.CANNOT_TELL),  # too few days
    ],
)
def test_what_can_be_said(before, after, answer):
    assert compare_ratings(before, after).answer is answer


@given(before=ratings, after=ratings)
def test_better_and_worse_need_two_points_and_an_interval_without_zero(before, after):
    found = compare_ratings(before, after)
    change = statistics.fmean(after) - statistics.fmean(before)
    if found.answer in (Answer.BETTER, Answer.WORSE):
        assert abs(change) >= 2
        assert found.ci95[0] > 0 or found.ci95[1] < 0
        assert (change < 0) is (found.answer is Answer.BETTER)
    turned = compare_ratings(after, before)
    swap = {Answer.BETTER: Answer.WORSE, Answer.WORSE: Answer.BETTER}
    assert turned.answer is swap.get(found.answer, found.answer)


def test_days_that_resemble_each_other_count_for_fewer():
    rng = np.random.default_rng(3)
    noise = rng.normal(size=400)
    slow = np.zeros(400)
    for n in range(1, 400):
        slow[n] = 0.7 * slow[n - 1] + noise[n]
    expected = 400 * (1 - 0.7) / (1 + 0.7)
    assert effective_count(slow.tolist()) == pytest.approx(expected, rel=0.25)
    assert effective_count(noise.tolist()) > 320
    assert effective_count([4, 4, 4, 4, 4]) == 5


def test_without_a_change_it_is_rarely_called_one():
    """Ratings like a person's: mean 4, day-to-day deviation 1.5, neighbours alike (ρ₁ 0.5)."""
    rng = np.random.default_rng(11)
    called = 0
    for _ in range(400):
        series = [0.0]
        for _ in range(27):
            series.append(0.5 * series[-1] + 1.5 * math.sqrt(0.75) * rng.normal())
        days = np.clip(np.round(4 + np.array(series)), 0, 10).astype(int).tolist()
        answer = compare_ratings(days[:14], days[14:]).answer
        called += answer in (Answer.BETTER, Answer.WORSE)
    assert called / 400 < 0.05


def test_the_smallest_change_must_be_one():
    with pytest.raises(ValueError, match="smallest"):
        compare_ratings([1] * 5, [1] * 5, smallest=0)

"""The last moments of a signal: against a list that forgets nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.recent import Recent

STEPS = st.lists(st.tuples(st.floats(0.001, 1.0), st.floats(-1e6, 1e6)), min_size=1, max_size=40)


@given(steps=STEPS, span_s=st.floats(0.0, 3.0), cut=st.floats(0.0, 1.0))
def test_it_holds_the_samples_of_the_span_and_no_others(
    steps: list[tuple[float, float]], span_s: float, cut: float
) -> None:
    times = np.cumsum([step for step, _ in steps])
    values = np.array([[value, -value, 0.5] for _, value in steps])
    recent = Recent(span_s=span_s, width=3)
    for time_s, value in zip(times, values, strict=True):
        recent.append(time_s, value)
        assert time_s - recent.first_s <= span_s
    kept = ~(times[-1] - times > span_s)
    np.testing.assert_array_equal(recent.time_s, times[kept])
    np.testing.assert_array_equal(recent.values, values[kept])
    assert recent.column(1) == values[kept, 1].tolist()
    assert recent.first == values[kept][0, 0]
    cut_s = float(times[kept][0] + cut * (times[-1] - times[kept][0]))
    recent.forget_before(cut_s)
    np.testing.assert_array_equal(recent.time_s, times[kept & (times >= cut_s)])
    assert len(recent) == len(recent.values)
    recent.clear()
    assert len(recent) == 0
    with pytest.raises(IndexError):
        _ = recent.first_s


def test_landmarks_are_kept_to_a_ten_thousandth_of_a_pixel_and_the_unseen_stay_unseen() -> None:
    poses = np.random.default_rng(5).uniform(0, 2000, (20, 66))
    poses[3, 5] = np.nan
    recent = Recent(span_s=10.0, width=66, code="f")
    for index, pose in enumerate(poses):
        recent.append(index / 30, pose)
    np.testing.assert_allclose(recent.values, poses, atol=1e-4, rtol=0)
    before = recent.values
    recent.append(1.0, np.zeros(66))  # what was read is a copy
    np.testing.assert_allclose(before, poses, atol=1e-4, rtol=0)

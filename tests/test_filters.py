"""Filters: known answers, the published formulas, gaps and lag."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinematics.filters import OneEuroFilter, butterworth_zero_lag, median, rolling_median


def one_euro_reference(time_s, values, min_cutoff, beta, d_cutoff):
    """Casiez, Roussel & Vogel (2012), for one scalar, as in the paper."""

    def alpha(cutoff, dt):
        tau = 1 / (2 * np.pi * cutoff)
        return 1 / (1 + tau / dt)

    out, speed = [values[0]], 0.0
    for t0, t1, x in zip(time_s, time_s[1:], values[1:], strict=False):
        dt = t1 - t0
        a = alpha(d_cutoff, dt)
        speed = a * (x - out[-1]) / dt + (1 - a) * speed
        a = alpha(min_cutoff + beta * abs(speed), dt)
        out.append(a * x + (1 - a) * out[-1])
    return np.array(out)


@given(
    st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=30),
    st.floats(0.2, 5),
    st.floats(0, 3),
    st.integers(0, 10**6),
)
@settings(max_examples=60, deadline=None)
def test_one_euro_filter_is_the_published_one(values, min_cutoff, beta, seed) -> None:
    time_s = np.cumsum(np.random.default_rng(seed).uniform(0.01, 0.2, len(values)))
    smooth = OneEuroFilter(min_cutoff_hz=min_cutoff, beta=beta)
    ours = [float(smooth(t, np.array(v))) for t, v in zip(time_s, values, strict=True)]
    expected = one_euro_reference(time_s, values, min_cutoff, beta, 1.0)
    np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-9)


def test_one_euro_filter_treats_elements_alone() -> None:
    rng = np.random.default_rng(3)
    values = rng.normal(size=(50, 4, 2))
    values[10:13, 1] = np.nan
    together, alone = OneEuroFilter(), [OneEuroFilter() for _ in range(8)]
    for i, value in enumerate(values):
        out = together(i / 30, value)
        single = [float(f(i / 30, np.array(v))) for f, v in zip(alone, value.ravel(), strict=True)]
        np.testing.assert_array_equal(out.ravel(), single)
        np.testing.assert_array_equal(np.isnan(out), np.isnan(value))


def test_one_euro_filter_starts_anew_after_a_long_gap() -> None:
    smooth = OneEuroFilter()
    for i in range(30):
        smooth(i / 30, np.array(0.0))
    assert float(smooth(1.2, np.array(100.0))) < 100
    for i in range(30):
        assert np.isnan(float(smooth(1.25 + i / 30, np.array(np.nan))))
    assert float(smooth(2.5, np.array(100.0))) == 100


def test_one_euro_filter_calms_noise_and_follows_motion() -> None:
    rng = np.random.default_rng(5)
    smooth = OneEuroFilter(beta=1.5)
    still = np.array([float(smooth(i / 30, np.array(rng.normal(0, 0.01)))) for i in range(300)])
    assert still[60:].std() < 0.007
    quick = OneEuroFilter(beta=1.5)
    times = np.arange(0, 2, 1 / 30)
    ramp = np.array([float(quick(t, np.array(2.0 * t))) for t in times])
    assert np.all(np.abs(ramp[20:] - 2 * times[20:]) < 0.25)


def test_rolling_median() -> None:
    time_s = np.array([0.0, 0.1, 0.2, 0.3, 1.0])
    value = np.array([1.0, 9.0, 2.0, np.nan, 5.0])
    np.testing.assert_array_equal(rolling_median(time_s, value, 0.1), [5.0, 2.0, 5.5, 2.0, 5.0])
    gone = rolling_median(time_s, np.full(5, np.nan), 0.1)
    assert np.all(np.isnan(gone))


def test_butterworth_has_no_lag_and_half_power_at_the_cut_off() -> None:
    rate, cutoff = 240.0, 6.0
    time_s = np.arange(0, 10, 1 / rate)
    for hz, gain in ((1.0, 1.0), (cutoff, np.sqrt(0.5)), (30.0, 0.0)):
        wave = np.sin(2 * np.pi * hz * time_s)
        out = butterworth_zero_lag(wave, rate_hz=rate, cutoff_hz=cutoff)[600:-600]
        assert np.std(out) / np.std(wave) == pytest.approx(gain, abs=0.02)
        if gain > 0.5:
            lagged = np.correlate(out, wave[600:-600], "same")
            assert abs(np.argmax(lagged) - len(out) // 2) <= 1
    with pytest.raises(ValueError, match=r"expected between 0 and 12\.03, got 20"):
        butterworth_zero_lag(time_s, rate_hz=30, cutoff_hz=20)


@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.booleans(), st.floats(0.01, 1.0)), min_size=1))
def test_one_euro_treats_each_element_by_itself(samples):
    """What is missing of one landmark changes nothing of another, to the bit."""
    alone, together, time_s = OneEuroFilter(), OneEuroFilter(), 0.0
    for value, seen, step_s in samples:
        time_s += step_s
        other = value + 1.0 if seen else np.nan
        expected = alone(time_s, np.array([value]))
        np.testing.assert_array_equal(together(time_s, np.array([value, other]))[:1], expected)


@given(st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), min_size=1, max_size=40))
def test_the_median_of_a_few_numbers_is_that_of_numpy(values):
    np.testing.assert_array_equal(median(values), np.median(values))
    assert np.isnan(median([]))

"""When a repetition began, was at the top and ended, against minimum-jerk truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises.coach import ExerciseCoach
from exercises.registry import find_exercise
from exercises.rep_timing import measure_timing
from tests.synthetic_poses import Studio, Tempo, minimum_jerk


def repetition(up: float, hold: float, down: float, fps: float, power: int = 1):
    time_s = np.arange(0, 1.5 + up + hold + down + 1.0, 1 / fps)
    leave = 1.5 + up + hold
    way = minimum_jerk((time_s - 1.5) / up) - minimum_jerk((time_s - leave) / down)
    return time_s, 1.1 * np.maximum(way, 0) ** power


@given(
    up=st.floats(0.6, 3),
    hold=st.floats(0.3, 4),
    down=st.floats(0.6, 3),
    fps=st.sampled_from([15, 24, 30, 60]),
    power=st.sampled_from([1, 2]),
)
@settings(max_examples=60, deadline=None)
def test_against_minimum_jerk_truth(up, hold, down, fps, power) -> None:
    time_s, progress = repetition(up, hold, down, fps, power)
    timing = measure_timing(time_s, progress, full=0.85, power=power)
    tolerance = 0.03 + 0.5 / fps + 0.04 * max(up, down)
    assert timing.start_s == pytest.approx(1.5, abs=tolerance)
    assert timing.peak_s == pytest.approx(1.5 + up, abs=tolerance)
    assert timing.end_s == pytest.approx(1.5 + up + hold + down, abs=tolerance)
    assert timing.up_s == pytest.approx(up, abs=2 * tolerance)
    assert timing.down_s == pytest.approx(down, abs=2 * tolerance)
    assert timing.top == pytest.approx(1.1, abs=1e-6)
    assert hold - 2 / fps <= timing.hold_s <= hold + up + down


@pytest.mark.parametrize("seed", range(5))
def test_a_trembling_top_is_reached_when_it_is_first_there(seed: int) -> None:
    time_s, progress = repetition(1.5, 3.0, 1.6, 24)
    progress += 0.06 * np.random.default_rng(seed).standard_normal(len(progress))
    timing = measure_timing(time_s, progress, full=0.85)
    assert timing.peak_s == pytest.approx(3.0, abs=0.2)
    assert timing.up_s == pytest.approx(1.5, abs=0.25)
    assert timing.down_s == pytest.approx(1.6, abs=0.25)


@pytest.mark.parametrize("key", ["clamshell", "side_lying_hip_abduction"])
def test_a_quick_way_up_to_a_trembling_hold_is_quick(key: str) -> None:
    exercise = find_exercise(key)
    quick = Tempo(up=0.55, hold=2.5, down=1.5)
    studio = Studio(exercise=exercise)
    sequence, truth = studio.perform((1.1,), tempo=quick, fps=24, noise_px=1.5, seed=2)
    coach = ExerciseCoach(exercise, image_size_wh=sequence.image_size_wh)
    for frame in sequence:
        coach.update(frame)
    coach.finish()
    assert coach.reps[0].peak_s == pytest.approx(truth[0].peak_s, abs=0.2)
    assert [fault.key for fault in coach.reps[0].faults] == ["up_too_fast"]


def test_gaps_are_skipped() -> None:
    time_s, progress = repetition(1.0, 1.0, 1.0, 30)
    progress[(time_s > 1.8) & (time_s < 2.2)] = np.nan
    timing = measure_timing(time_s, progress, full=0.85)
    assert timing.start_s == pytest.approx(1.5, abs=0.2)
    assert timing.end_s == pytest.approx(4.5, abs=0.1)


def test_recording_that_begins_half_way_up() -> None:
    time_s, progress = repetition(1.0, 1.0, 1.0, 30)
    late = time_s >= 2.0
    timing = measure_timing(time_s[late], progress[late], full=0.85)
    assert timing.start_s == pytest.approx(2.0, abs=0.02)


@pytest.mark.parametrize("progress", [[], [0.5, 0.6], [-1.0, -2.0, -1.0], [np.nan] * 5])
def test_too_little_is_refused(progress: list[float]) -> None:
    with pytest.raises(ValueError, match="expected at least 3 finite samples"):
        measure_timing(np.arange(len(progress)) / 10, np.array(progress), full=0.85)

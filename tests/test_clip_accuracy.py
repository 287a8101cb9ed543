"""Counts, times and angles on the development clips, against truth: the targets as bounds."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.accuracy import Row, cross_counts, measure_clip, other_clips
from benchmarks.clip_library import (
    CLIPS,
    OTHER,
    REAL,
    RENDERED,
    STANDARD_VIEWS,
    WRONG_VIEWS,
    Labelled,
    load_landmarks,
)
from exercises.registry import load_exercises
from kinematics.angles import find_angle
from kinematics.body import Body
from kinematics.landmarks import Side

pytestmark = [
    pytest.mark.clips,
    pytest.mark.slow,
    pytest.mark.skipif(not CLIPS.exists(), reason="no clips beside the project"),
]

ANGLE_MAX_DEG = {
    "glute_bridge": 6.0,
    "squat": 6.0,
    "clamshell": 8.0,
    "side_lying_hip_abduction": 4.0,
}


def _name(clip: Labelled) -> str:
    return clip.path.rsplit("/", 1)[-1]


@pytest.mark.parametrize("clip", STANDARD_VIEWS, ids=_name)
def test_standard_view_is_counted_timed_and_measured(clip: Labelled) -> None:
    row = measure_clip(clip)
    assert (row.ours, row.partial) == (clip.reps, 0)
    assert row.start_s <= 0.20
    assert row.peak_s <= 0.20
    assert row.end_s <= 0.20
    assert abs(row.angle_deg) <= ANGLE_MAX_DEG[clip.exercise]
    assert row.grade == "A", row.reason


@pytest.mark.parametrize("name", ["clamshell_front_f3", "clamshell_front_m5"])
def test_the_bend_of_the_hips_lying_on_the_side(name: str) -> None:
    """Of the lower (right) leg, which keeps still."""
    poses = load_landmarks(f"rendered/{name}.mp4")
    truth_deg = pd.read_csv(CLIPS / f"rendered/{name}.csv.gz")["hip_flex_R"].median()
    body = Body(xy_px=poses.xy_px, working=Side.RIGHT, near=Side.RIGHT)
    told_deg = np.nanmedian(find_angle("side_lying_hip_flexion_deg").compute(body))
    assert abs(told_deg - truth_deg) <= 5.0


@pytest.mark.parametrize("clip", WRONG_VIEWS, ids=_name)
def test_wrong_view_counts_nothing_and_says_why(clip: Labelled) -> None:
    row = measure_clip(clip)
    assert (row.ours, row.partial) == (0, 0)
    assert row.grade == "reject"
    assert "camera" in row.reason


@pytest.mark.parametrize("clip", RENDERED[7:10], ids=_name)
def test_oblique_or_dark_is_counted_but_not_graded_a(clip: Labelled) -> None:
    row = measure_clip(clip)
    assert row.ours == clip.reps
    assert row.grade in ("B", "C")


@pytest.fixture(scope="module")
def real_rows() -> list[Row]:
    return [measure_clip(clip) for clip in REAL if clip.certain]


def test_real_clips_counted_exactly_on_nine_of_ten(real_rows: list[Row]) -> None:
    exact = [row.ours == row.clip.reps for row in real_rows]
    assert sum(exact) >= 0.9 * len(exact), [
        (row.clip.path, row.clip.reps, row.ours) for row in real_rows if row.ours != row.clip.reps
    ]


def test_real_clips_counted_within_one(real_rows: list[Row]) -> None:
    wrong = {row.clip.path: row.ours for row in real_rows if abs(row.ours - row.clip.reps) > 1}
    assert wrong == {}


@pytest.mark.parametrize("path", OTHER, ids=lambda path: path.rsplit("/", 1)[-1])
def test_clip_of_something_else_counts_nothing(path: str) -> None:
    counts = cross_counts([path])[0][1]
    assert counts == dict.fromkeys(counts, 0)


@pytest.mark.parametrize("exercise", sorted(load_exercises()))
def test_other_exercises_count_nothing(exercise: str) -> None:
    counted = cross_counts(other_clips(exercise), [exercise])
    assert {path: counts for path, counts in counted if any(counts.values())} == {}

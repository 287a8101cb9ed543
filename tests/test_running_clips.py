"""Bounds of the video tables of benchmarks/running_videos.py: pose model included.

Rendered clips come as recorded landmarks (tests/fixtures), the same as the model gives to the bit.
"""

import numpy as np
import pytest

from benchmarks.clip_library import CLIPS, load_landmarks
from benchmarks.oblique_views import (
    OPENCAP,
    SQUATS,
    WALK,
    curve_errors,
    in_space,
    inverse_kinematics,
    opencap_landmarks,
    opencap_points,
    readings,
)
from benchmarks.running_videos import (
    RENDERED,
    RUNS,
    TREADMILL,
    ZZZHUSHI,
    half_verdicts,
    largest_changes,
    unexplained,
    unflagged_swaps,
)
from kinematics.quality import Grade
from running.analysis import analyse
from running.compare import Verdict
from tests.running_truth import rendered

pytestmark = [
    pytest.mark.clips,
    pytest.mark.slow,
    pytest.mark.skipif(not CLIPS.is_dir(), reason="the development clips are not here"),
]


@pytest.mark.parametrize("stem", RENDERED)
def test_view_activity_cadence_and_legs_of_rendered_clips(stem):
    """Cadence error measured: −0.16…+0.13 from the side, −0.02…+0.34 from behind."""
    clip = rendered(stem)
    analysis = analyse(clip.sequence)
    assert (analysis.view.value, analysis.activity.value) == RENDERED[stem]
    assert unflagged_swaps(clip)[0] == 0
    assert not unexplained(analysis)
    if analysis.activity.value == "running":
        error = analysis.measure("cadence_spm").value - clip.cadence_spm
        assert abs(error) <= (0.5 if analysis.view.is_side else 1.0)


@pytest.mark.parametrize("path", TREADMILL)
def test_real_treadmill_clips(path):
    """Cadence −0.35 and −0.33 steps a minute from the count by eye."""
    counted, view = TREADMILL[path]
    analysis = analyse(load_landmarks(path, smooth=False))
    assert analysis.view.value == view
    assert analysis.measure("cadence_spm").value == pytest.approx(counted, abs=2.0)
    assert analysis.quality.grade in (Grade.B, Grade.C)  # 30 pictures a second
    assert not unexplained(analysis)


def test_the_same_clip_as_another_file_changes_less_than_can_be_told():
    """Re-timed, re-encoded, scaled to 480p: at most 0.30 of the smallest detectable difference."""
    for name, key, side, change, sdd, count in largest_changes(ZZZHUSHI):
        assert count >= 10
        assert abs(change) < sdd, (name, key, side)
        if name in ("again", "re-timed"):
            assert change == 0.0


def test_halves_of_one_clip_are_the_same():
    clips = [rendered(stem).sequence for stem in RUNS]
    clips += [load_landmarks(path, smooth=False) for path in TREADMILL]
    verdicts = [verdict for clip in clips for verdict in half_verdicts(clip)]
    assert len(verdicts) >= 20
    assert not {Verdict.BETTER, Verdict.WORSE} & set(verdicts)
    assert np.mean([verdict is Verdict.SAME for verdict in verdicts]) >= 0.95


def test_a_walk_against_inverse_kinematics():
    """A camera 45° off to the front. Picture: hips 5.8 and 7.3°, knees 6.8 and 6.3°, trunk 1.1°.
    The model's 3-D points: hips 3.7 and 5.3°, knees 5.6 and 5.7°, trunk 3.1°."""
    assert not analyse(opencap_landmarks(WALK)).view.is_side  # so it tells no side angles
    rmse = {
        reading: {
            e.joint: e.rmse_deg for e in curve_errors(curves, inverse_kinematics(OPENCAP[WALK]))
        }
        for reading, curves in readings(opencap_landmarks(WALK)).items()
    }
    assert max(rmse["picture"].values()) <= 8.0
    assert rmse["picture"]["trunk"] <= 2.0
    assert max(rmse["3-D points"].values()) <= 6.0


def test_the_reference_of_the_squats_is_no_truth_of_hip_and_trunk_to_six_degrees():
    """Its own 3-D points against its own inverse kinematics: trunk 9.5°, hips 9.8 and 10.4°."""
    own = curve_errors(
        in_space(opencap_points(f"{SQUATS}.trc")), inverse_kinematics(f"{SQUATS}.mot")
    )
    rmse = {error.joint: error.rmse_deg for error in own}
    assert min(rmse[joint] for joint in ("trunk", "hip left", "hip right")) > 6.0
    assert max(rmse["thigh left"], rmse["thigh right"]) <= 3.0

"""How steady a recording is: jitter that is known, and what it does to the grade and to the top."""

from pathlib import Path

import numpy as np
import pytest

from analysis.exercise_session import ExerciseSession, coach_poses
from analysis.recorded_exercise import analyse_recording
from exercises.registry import find_exercise
from kinematics.landmarks import Side
from kinematics.pose import PoseSequence
from kinematics.quality import Grade
from kinematics.steadiness import JITTER_MAX, LandmarkJitter, uneven_pictures
from tests.synthetic_poses import Studio

BRIDGE = Studio(exercise=find_exercise("glute_bridge"))
TORSO_PX = 208.0


def jitter_of(poses: PoseSequence) -> LandmarkJitter:
    jitter = LandmarkJitter(parts=("shoulder", "hip", "knee"))
    for pose in poses:
        jitter.add(pose, Side.RIGHT)
    return jitter


@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
@pytest.mark.parametrize("noise_px", [0.0, 2.0, 6.0])
def test_jitter_is_the_noise_that_was_put_in(noise_px: float, fps: float) -> None:
    jitter = jitter_of(BRIDGE.perform((1.1,), noise_px=noise_px, fps=fps)[0])
    assert jitter.ratio == pytest.approx(noise_px / TORSO_PX, rel=0.1, abs=2e-4)
    assert bool(jitter.flaws) == (noise_px / TORSO_PX > JITTER_MAX)


def test_jitter_of_uneven_pictures_is_the_same() -> None:
    time_s = np.cumsum(np.tile([0.02, 0.05, 0.03], 200))
    poses = BRIDGE.film(np.full(len(time_s), BRIDGE.motion.rest_deg), time_s, noise_px=4.0)
    assert jitter_of(poses).ratio == pytest.approx(4.0 / TORSO_PX, rel=0.1)


def test_nothing_is_said_of_jitter_where_it_cannot_be_told() -> None:
    assert np.isnan(jitter_of(BRIDGE.perform((1.1,), noise_px=8.0, fps=10.0)[0]).ratio)
    assert jitter_of(BRIDGE.perform((1.1,), noise_px=8.0)[0][:2]).flaws == ()


def session(noise_px: float, seed: int) -> tuple[ExerciseSession, float]:
    """A bridge of three repetitions and the largest error of their tops, degrees."""
    poses, truth = BRIDGE.perform((1.05,) * 3, noise_px=noise_px, seed=seed)
    found = coach_poses(poses, BRIDGE.exercise, image_size_wh=poses.image_size_wh)
    pairs = zip(found.reps, truth, strict=True)
    return found, max(abs(ours.peak_deg - true.peak_deg) for ours, true in pairs)


@pytest.mark.parametrize("seed", [0, 1])
def test_grade_a_keeps_the_top_within_two_degrees(seed: int) -> None:
    steady, error_deg = session(2.0, seed)
    assert steady.quality.grade is Grade.A
    assert error_deg <= 2.0
    trembling, _ = session(6.0, seed)
    assert trembling.quality.grade is Grade.B
    assert "tremble" in trembling.quality.reasons[0]


def test_uneven_pictures() -> None:
    even = np.arange(100) / 30.0
    assert uneven_pictures(even) == uneven_pictures(even[:2]) == ()
    rng = np.random.default_rng(0)
    assert uneven_pictures(even + 0.02 / 30 * rng.standard_normal(100)) == ()
    assert "varies by 50 %" in uneven_pictures(np.cumsum(np.tile([1.0, 3.0], 50)))[0]


def test_uneven_pictures_are_told_but_cost_no_grade(tmp_path: Path) -> None:
    poses = BRIDGE.perform((1.1, 1.1), fps=60.0)[0]
    rng = np.random.default_rng(0)
    kept = np.sort(rng.choice(len(poses), size=len(poses) * 2 // 3, replace=False))
    uneven = PoseSequence.from_frames(
        [poses.frame(int(index)) for index in kept], image_size_wh=poses.image_size_wh, source=""
    )
    for name, sequence, told in (("even", poses, 0), ("uneven", uneven, 1)):
        sequence.save_npz(str(tmp_path / f"{name}.npz"))
        analysis = analyse_recording(tmp_path / f"{name}.npz", "glute_bridge")
        assert analysis.session.quality.grade is Grade.A
        assert analysis.session.rep_count == 2
        assert len(analysis.warnings) == told

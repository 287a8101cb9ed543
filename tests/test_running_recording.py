"""View, activity, camera roll and yaw, speed of time, and the grade in words."""

from dataclasses import replace

import numpy as np
import pytest

from kinematics.landmarks import Landmark
from kinematics.pose import PoseSequence
from kinematics.quality import Grade
from running.activity import Activity
from running.analysis import analyse
from running.recording import RunView, Setup, levelled, standing_roll_deg
from tests.running_truth import CLIPS, film, force_plate_runners, rbds_runner, rendered
from tests.running_walker import stick_runner

clips = pytest.mark.skipif(not CLIPS.exists(), reason="development clips are not here")


def still(sequence: PoseSequence, index: int = 0) -> PoseSequence:
    count = len(sequence)
    jitter = np.random.default_rng(1).normal(0.0, 0.4, sequence.xy_px.shape)
    return PoseSequence(
        time_s=sequence.time_s,
        xy_px=np.repeat(sequence.xy_px[index : index + 1], count, axis=0) + jitter,
        visibility=sequence.visibility,
        world_m=sequence.world_m,
        image_size_wh=sequence.image_size_wh,
    )


def nobody(sequence: PoseSequence) -> PoseSequence:
    return PoseSequence(
        time_s=sequence.time_s,
        xy_px=np.full_like(sequence.xy_px, np.nan),
        visibility=np.full_like(sequence.visibility, np.nan),
        world_m=sequence.world_m,
        image_size_wh=sequence.image_size_wh,
    )


@clips
@pytest.mark.parametrize("view", ["rear", "front", "left", "right"])
def test_view_and_activity_of_marker_runners(view: str) -> None:
    for runner in force_plate_runners():
        analysis = analyse(film(runner, view=view, fps=60, noise_m=0.005))
        assert analysis.view == view
        assert analysis.activity is Activity.RUNNING


@clips
@pytest.mark.parametrize(
    ("stem", "view", "activity"),
    [
        ("run_side_m1", "right", "running"),
        ("run_side_f3_60", "right", "running"),
        ("run_rear_f3", "rear", "running"),
        ("run_rear_f4_drop9", "rear", "running"),
        ("run_rear_m0", "rear", "running"),
        ("run_obl", "oblique", "running"),
        ("walk_side_m2", "right", "walking"),
    ],
)
def test_view_and_activity_of_rendered_clips(stem: str, view: str, activity: str) -> None:
    analysis = analyse(rendered(stem).sequence)
    assert (analysis.view, analysis.activity) == (view, activity)


@clips
def test_walking_standing_and_nobody_are_rejected_with_a_reason() -> None:
    walk = rendered("walk_side_m2").sequence
    cases = ((walk, "walks"), (still(walk), "stands still"), (nobody(walk), "Nobody"))
    for sequence, words in cases:
        analysis = analyse(sequence)
        assert analysis.quality.grade is Grade.REJECT
        assert words in analysis.quality.reasons[0]
        assert analysis.events == ()
        assert all(np.isnan(m.value) and words in m.reason for m in analysis.measures)


def test_a_mirrored_runner_is_seen_from_the_other_side() -> None:
    runner = stick_runner(cadence_spm=166.0, fps=60, seconds=8.0)
    right, left = analyse(runner), analyse(runner.mirrored())
    assert (right.view, left.view) == (RunView.RIGHT, RunView.LEFT)
    for key in ("knee_flexion_swing_peak_deg", "thigh_extension_peak_deg", "contact_time_s"):
        assert left.measure(key, "left").value == pytest.approx(
            right.measure(key, "right").value, abs=1e-6
        )


def test_the_user_may_correct_the_view() -> None:
    runner = stick_runner(cadence_spm=166.0, fps=60, seconds=6.0)
    analysis = analyse(runner, setup=Setup(view=RunView.LEFT))
    assert analysis.view is RunView.LEFT
    assert analysis.run.recording.view_found is RunView.RIGHT
    assert analysis.run.recording.near == "left"


@clips
@pytest.mark.parametrize("yaw_deg", [-8.0, -4.0, 0.0, 4.0, 8.0])
def test_yaw_from_the_paths_of_the_feet(yaw_deg: float) -> None:
    for runner in force_plate_runners():
        sequence = film(runner, view="rear", fps=60, noise_m=0.005, yaw_deg=yaw_deg)
        analysis = analyse(sequence, setup=Setup(focal_px=1500.0))
        assert analysis.run.recording.yaw_deg == pytest.approx(yaw_deg, abs=1.0)


@clips
@pytest.mark.parametrize("yaw_deg", [-25.0, 25.0])
def test_a_camera_off_the_line_of_running_is_oblique(yaw_deg: float) -> None:
    sequence = film(rbds_runner(), view="rear", fps=60, noise_m=0.005, yaw_deg=yaw_deg)
    analysis = analyse(sequence)
    assert analysis.view is RunView.OBLIQUE
    assert not analysis.measure("thigh_adduction_deg", "left").known
    assert analysis.measure("cadence_spm").known


@pytest.mark.parametrize("roll_deg", [-6.0, -2.0, 0.0, 3.0])
def test_roll_of_a_standing_clip(roll_deg: float) -> None:
    from kinematics.landmarks import Landmark

    xy = np.full((30, 33, 2), np.nan)
    xy[:, Landmark.LEFT_ANKLE] = [560.0, 800.0]
    xy[:, Landmark.RIGHT_ANKLE] = [720.0, 800.0]
    level = PoseSequence(
        time_s=np.arange(30) / 30,
        xy_px=xy,
        visibility=np.full((30, 33), 0.9),
        world_m=np.full((30, 33, 3), np.nan),
        image_size_wh=(1280, 960),
    )
    rolled = levelled(level, -roll_deg)
    assert standing_roll_deg(rolled) == pytest.approx(roll_deg, abs=1e-6)
    assert standing_roll_deg(levelled(rolled, roll_deg)) == pytest.approx(0.0, abs=1e-6)
    assert np.isnan(standing_roll_deg(nobody(level)))


@clips
@pytest.mark.parametrize("roll_deg", [-5.0, -2.0, 2.0, 5.0])
def test_a_known_roll_is_undone_and_an_unknown_one_shows_no_difference(roll_deg: float) -> None:
    keys = [
        (k, s) for k in ("thigh_adduction_deg", "trunk_lateral_lean_deg") for s in ("left", "right")
    ]
    runner = rbds_runner()
    level = analyse(film(runner, view="rear", fps=60), setup=Setup(roll_deg=0.0, focal_px=1500.0))
    sequence = film(runner, view="rear", fps=60, roll_deg=roll_deg)
    known = analyse(sequence, setup=Setup(roll_deg=roll_deg, focal_px=1500.0))
    for key, side in keys:
        assert known.measure(key, side).value == pytest.approx(
            level.measure(key, side).value, abs=0.3
        )
    unknown = analyse(sequence)
    assert any("level" in reason for reason in unknown.quality.reasons)
    assert not any(d.shown for d in unknown.differences if d.unit == "deg")


@clips
def test_slow_motion_raises_a_question_with_the_factor() -> None:
    sequence = film(rbds_runner(), view="right", fps=240, noise_m=0.002)[: 240 * 8]
    slow = PoseSequence(
        time_s=sequence.time_s * 4.0,
        xy_px=sequence.xy_px,
        visibility=sequence.visibility,
        world_m=sequence.world_m,
        image_size_wh=sequence.image_size_wh,
    )
    question = analyse(slow).run.recording.question
    assert question is not None
    assert "about 4 times slower" in question
    assert analyse(slow, setup=Setup(playback_factor=4.0)).run.recording.question is None


def test_few_pictures_a_second_and_lost_ones_are_named() -> None:
    runner = stick_runner(cadence_spm=166.0, fps=30, seconds=10.0)
    kept = np.flatnonzero(np.random.default_rng(3).random(len(runner)) > 0.2)
    thinned = PoseSequence.from_frames(
        (runner.frame(int(i)) for i in kept), image_size_wh=runner.image_size_wh
    )
    reasons = " ".join(analyse(thinned).quality.reasons)
    assert "pictures a second" in reasons
    assert "were lost" in reasons


@clips
def test_a_hand_on_the_rail_is_named() -> None:
    """The wrist of a rendered runner put in one place, with the noise of the model on it."""
    free = rendered("run_side_m1").sequence
    assert not any("rail" in reason for reason in analyse(free).quality.reasons)
    xy_px = free.xy_px.copy()
    noise = np.random.default_rng(2).normal(0.0, 2.0, (len(free), 2))
    xy_px[:, Landmark.RIGHT_WRIST] = np.array([420.0, 230.0]) + noise
    visibility = free.visibility.copy()
    visibility[:, Landmark.RIGHT_WRIST] = 0.9
    held = analyse(replace(free, xy_px=xy_px, visibility=visibility))
    assert any("holding the rail" in reason for reason in held.quality.reasons)
    assert held.quality.grade > analyse(free).quality.grade


@clips
def test_a_runner_who_goes_away_is_seen_from_behind_without_yaw_or_widths() -> None:
    """As one real clip: the feet ride no belt, so their paths in the picture tell no yaw."""
    stays = film(rbds_runner(), view="rear", fps=60, noise_m=0.004)[:600]
    share = np.linspace(1.0, 0.4, len(stays))[:, None, None]
    middle = np.array([640.0, 480.0])
    goes = analyse(replace(stays, xy_px=middle + share * (stays.xy_px - middle)))
    assert goes.view is RunView.REAR
    assert goes.activity is Activity.RUNNING
    assert np.isnan(goes.run.recording.yaw_deg)
    assert any("comes or goes" in reason for reason in goes.quality.reasons)
    assert "treadmill" in goes.measure("step_width_ratio").reason
    assert goes.measure("thigh_adduction_deg", "left").known

"""Even signals, the stride period in them, and exchanged legs put back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinematics.landmarks import Side, landmark_of
from kinematics.pose import PoseSequence
from running.activity import Activity
from running.analysis import analyse
from running.signals import GRID_HZ, SignalSettings, resample, stride_period
from running.swaps import LEG_PARTS, repair_legs
from tests.running_truth import CLIPS, FIXTURES, film, footnet_runners, rbds_runner, rendered
from tests.running_walker import stick_runner

clips = pytest.mark.skipif(not CLIPS.exists(), reason="development clips are not here")


def exchanged(sequence: PoseSequence, marked: np.ndarray) -> PoseSequence:
    xy = sequence.xy_px.copy()
    for part in LEG_PARTS:
        left, right = landmark_of(part, Side.LEFT), landmark_of(part, Side.RIGHT)
        xy[marked, left], xy[marked, right] = xy[marked, right], xy[marked, left].copy()
    return PoseSequence(
        time_s=sequence.time_s,
        xy_px=xy,
        visibility=sequence.visibility,
        world_m=sequence.world_m,
        image_size_wh=sequence.image_size_wh,
    )


@pytest.mark.parametrize("fps", [24, 30, 60, 120, 240])
@pytest.mark.parametrize("cadence_spm", [150.0, 166.0, 181.3])
def test_cadence_of_a_known_movement_at_any_frame_rate(fps: float, cadence_spm: float) -> None:
    runner = stick_runner(cadence_spm=cadence_spm, fps=fps, seconds=12.0)
    assert stride_period(resample(runner)).cadence_spm == pytest.approx(cadence_spm, abs=0.1)


def test_cadence_with_a_quarter_of_the_pictures_lost() -> None:
    runner = stick_runner(cadence_spm=164.0, fps=60, seconds=20.0)
    kept = np.flatnonzero(np.random.default_rng(2).random(len(runner)) > 0.25)
    frames = (runner.frame(int(i)) for i in kept)
    thinned = PoseSequence.from_frames(frames, image_size_wh=runner.image_size_wh)
    assert stride_period(resample(thinned)).cadence_spm == pytest.approx(164.0, abs=0.1)


def test_slow_motion_is_undone_by_the_playback_factor() -> None:
    runner = stick_runner(cadence_spm=170.0, fps=240, seconds=6.0)
    slow = PoseSequence(
        time_s=runner.time_s * 8.0,
        xy_px=runner.xy_px,
        visibility=runner.visibility,
        world_m=runner.world_m,
        image_size_wh=runner.image_size_wh,
    )
    signals = resample(slow, playback_factor=8.0)
    assert signals.frame_rate_hz == pytest.approx(240.0, rel=0.01)
    assert stride_period(signals).cadence_spm == pytest.approx(170.0, abs=0.2)
    assert stride_period(resample(slow)).cadence_spm != pytest.approx(170.0, abs=5.0)


def test_a_short_gap_is_bridged_and_a_long_one_is_not() -> None:
    runner = stick_runner(cadence_spm=166.0, fps=60, seconds=6.0)
    xy = runner.xy_px.copy()
    knee = landmark_of("knee", Side.RIGHT)
    xy[60:64, knee] = np.nan  # 83 ms between seen samples
    xy[180:195, knee] = np.nan  # 267 ms
    holed = PoseSequence(
        time_s=runner.time_s,
        xy_px=xy,
        visibility=runner.visibility,
        world_m=runner.world_m,
        image_size_wh=runner.image_size_wh,
    )
    signals, whole = resample(holed), resample(runner)
    knees = signals.point("knee", Side.RIGHT)[:, 0]
    true = whole.point("knee", Side.RIGHT)[:, 0]
    short, long = (round(t * GRID_HZ) for t in (61.5 / 60, 187 / 60))
    assert abs(knees[short] - true[short]) < 2.0
    assert np.isnan(knees[long])
    assert np.isfinite(signals.point("knee", Side.LEFT)).all()


def test_a_spike_of_one_picture_is_dropped() -> None:
    runner = stick_runner(cadence_spm=166.0, fps=60, seconds=4.0)
    runner.xy_px[100, landmark_of("ankle", Side.LEFT)] += 300.0
    clean = stick_runner(cadence_spm=166.0, fps=60, seconds=4.0)
    error = resample(runner).point("ankle", Side.LEFT) - resample(clean).point("ankle", Side.LEFT)
    assert np.abs(error).max() < 3.0


def test_cut_off_rises_with_the_frame_rate_within_the_specified_table() -> None:
    rates = [SignalSettings().cutoff_at(f) for f in (15, 30, 60, 120, 240, 500)]
    assert rates == sorted(rates)
    assert rates[1:5] == [7.0, 10.0, 12.0, 14.0]
    assert rates[0] < 0.5 * 15


def test_bad_calls_say_what_was_expected() -> None:
    runner = stick_runner(cadence_spm=166.0, fps=30, seconds=2.0)
    with pytest.raises(ValueError, match="at least 8 pictures, got 3"):
        resample(runner[:3])
    with pytest.raises(ValueError, match="playback_factor"):
        resample(runner, playback_factor=0.0)


@settings(max_examples=25, deadline=None)
@given(
    start=st.integers(5, 150),
    length=st.integers(1, 60),
    second=st.integers(5, 150),
    fps=st.sampled_from([30, 60]),
)
def test_injected_exchanges_are_put_back(start: int, length: int, second: int, fps: int) -> None:
    runner = stick_runner(cadence_spm=168.0, fps=fps, seconds=8.0)
    marked = np.zeros(len(runner), dtype=bool)
    marked[start : min(start + length, len(runner) - 5)] = True
    marked[second] ^= True
    repair = repair_legs(exchanged(runner, marked))
    unflagged = (repair.swapped != marked) & ~repair.doubtful
    assert not unflagged.any()


@clips
@pytest.mark.parametrize("view", ["right", "rear"])
@pytest.mark.parametrize("fps", [30, 60, 120])
def test_no_unflagged_exchange_in_marker_runners(view: str, fps: int) -> None:
    rng = np.random.default_rng(fps)
    for runner in (rbds_runner(), footnet_runners()[0]):
        sequence = film(runner, view=view, fps=fps, noise_m=0.005)[: 10 * fps]
        marked = np.zeros(len(sequence), dtype=bool)
        for _ in range(8):
            start = rng.integers(3, len(sequence) - 3)
            marked[start : min(start + rng.integers(1, fps // 2), len(sequence) - 3)] ^= True
        repair = repair_legs(exchanged(sequence, marked))
        assert marked.any()
        assert not ((repair.swapped != marked) & ~repair.doubtful).any()


@clips
def test_a_clean_clip_is_left_alone() -> None:
    for stem in ("run_side_m1", "run_rear_f3", "run_rear_m0"):
        repair = repair_legs(rendered(stem).sequence)
        assert not repair.swapped.any()
        assert not repair.doubtful.any()


@clips
def test_real_exchanges_of_the_model_are_found() -> None:
    clip = rendered("run_side_f3_60")
    ankle = clip.sequence.xy_px[:, landmark_of("ankle", Side.RIGHT)]
    own, other = (
        np.hypot(*(ankle - clip.table[[f"ankle_{s}_u", f"ankle_{s}_v"]].to_numpy()).T) for s in "RL"
    )
    truly = other + 15.0 < own
    repair = repair_legs(clip.sequence)
    assert truly.sum() >= 4
    assert not (truly & ~repair.swapped & ~repair.doubtful).any()


@clips
def test_a_repair_that_spoils_the_movement_is_not_made() -> None:
    """Landmarks of the lite model: 3 of 169 pictures truly exchanged, the repair made it 20."""
    clip = rendered("run_side_m1")
    lite = PoseSequence.load_npz(str(FIXTURES / "run_side_m1_lite.npz"))
    repair = repair_legs(lite)
    assert not repair.swapped.any()
    assert 0.0 < repair.doubtful.mean() < 0.25
    analysis = analyse(lite)
    assert analysis.activity is Activity.RUNNING
    assert analysis.measure("cadence_spm").value == pytest.approx(clip.cadence_spm, abs=0.5)
    peak = analysis.measure("knee_flexion_swing_peak_deg", "right").value
    assert peak == pytest.approx(95.9, abs=8.0)

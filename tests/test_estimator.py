"""The estimator follows one person and never hops to another."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.clip_library import CLIPS
from kinematics.pose import PoseFrame
from tests.synthetic_poses import Camera, sequence_of, standing
from vision.isolation import isolated_environment
from vision.scene import SceneWatch
from vision.subject import Box, body_box, choose_subject, is_same_place, looks_alike

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 640

clips = pytest.mark.skipif(not CLIPS.exists(), reason="no clips beside the project")


@pytest.fixture(scope="module")
def followed() -> dict[str, np.ndarray]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.estimator_cases", str(CLIPS)],
        cwd=ROOT,
        env=isolated_environment(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    return {name: np.array(xs) for name, xs in json.loads(done.stdout).items()}


@clips
def test_one_person_is_followed_throughout(followed: dict[str, np.ndarray]) -> None:
    xs = followed["default"]
    assert np.isfinite(xs).mean() > 0.95
    assert (xs < WIDTH).all() or (xs > WIDTH).all()


@clips
def test_box_chooses_the_person(followed: dict[str, np.ndarray]) -> None:
    for name, inside in (("box_left", lambda x: x < WIDTH), ("box_right", lambda x: x > WIDTH)):
        xs = followed[name]
        assert np.isfinite(xs).mean() > 0.9, name
        assert inside(xs[np.isfinite(xs)]).all(), name


@clips
def test_bystander_is_never_taken_for_the_subject_who_left(
    followed: dict[str, np.ndarray],
) -> None:
    xs = followed["leaves"]
    assert (xs[:12] < WIDTH).mean() > 0.8
    assert not (xs[np.isfinite(xs)] > WIDTH).any()


@clips
def test_subject_who_comes_back_is_taken_up_again(followed: dict[str, np.ndarray]) -> None:
    xs = followed["returns"]
    assert not (xs[np.isfinite(xs)] > WIDTH).any()
    assert np.isfinite(xs[-6:]).all()


@clips
def test_cut_to_another_picture_is_followed(followed: dict[str, np.ndarray]) -> None:
    assert np.isfinite(followed["cut"][[14, 16, 20, 29]]).all()


@clips
def test_nobody_is_nobody(followed: dict[str, np.ndarray]) -> None:
    assert np.isnan(followed["nobody"]).all()


@clips
def test_small_person_is_found(followed: dict[str, np.ndarray]) -> None:
    assert np.isfinite(followed["small"]).mean() > 0.8


@clips
def test_subject_is_chosen_without_settling(followed: dict[str, np.ndarray]) -> None:
    assert np.isfinite(followed["unsettled"]).all()


def standing_pose() -> PoseFrame:
    return sequence_of(Camera(height_m=1.0), standing(0.0).joints(), np.array([0.0])).frame(0)


def _at(pose: PoseFrame, time_s: float, dx_px: float = 0.0, scale: float = 1.0) -> PoseFrame:
    centre = pose.xy_px.mean(axis=0)
    return PoseFrame(
        time_s=time_s,
        xy_px=(pose.xy_px - centre) * scale + centre + (dx_px, 0.0),
        visibility=pose.visibility,
        world_m=pose.world_m,
    )


def test_same_place_allows_running_but_not_hopping() -> None:
    pose = standing_pose()
    height = body_box(pose).bottom - body_box(pose).top
    assert is_same_place(pose, _at(pose, pose.time_s + 1 / 30, dx_px=0.08 * height))
    assert not is_same_place(pose, _at(pose, pose.time_s + 1 / 30, dx_px=0.6 * height))
    assert not is_same_place(pose, _at(pose, pose.time_s + 1 / 30, scale=2.0))


def test_subject_is_the_large_and_central_one() -> None:
    pose = standing_pose()
    box = body_box(pose)
    size = (4 * (box.right - box.left) + box.right, box.bottom + box.top)
    central = _at(pose, 0.0, dx_px=size[0] / 2 - (box.left + box.right) / 2)
    edge = _at(pose, 0.0, dx_px=-0.9 * box.left, scale=0.6)
    chosen = choose_subject([[edge, central], [central, edge]], size)
    assert chosen is not None
    assert chosen[0] is central
    assert chosen[1]
    tiny = _at(pose, 0.0, dx_px=-0.9 * box.left, scale=0.1)
    alone = choose_subject([[central, tiny]], size)
    assert alone is not None
    assert not alone[1]
    assert choose_subject([[], []], size) is None


def test_box_grows_inside_the_picture() -> None:
    box = Box(left=10, top=10, right=50, bottom=30).grown(0.5, (100, 40))
    assert (box.left, box.top, box.right, box.bottom) == (0, 0, 70, 40)


def test_histograms_tell_clothes_apart() -> None:
    red, blue = np.zeros((16, 8), np.float32), np.zeros((16, 8), np.float32)
    red[0, 7], blue[10, 7] = 1.0, 1.0
    assert looks_alike(red, red)
    assert not looks_alike(red, blue)


def test_cut_is_noticed_and_movement_is_not() -> None:
    rng = np.random.default_rng(3)
    scene = rng.integers(0, 255, (120, 160, 3), dtype=np.uint8)
    smooth = np.repeat(np.repeat(scene[::20, ::20], 20, axis=0), 20, axis=1)
    watch = SceneWatch()
    assert not any(watch.is_cut(np.roll(smooth, step, axis=1)) for step in range(0, 10))
    assert watch.is_cut(255 - smooth)

"""Is the picture sharp enough: drawn edges, drawn and rendered runners, blurred copies."""

import cv2
import numpy as np
import pytest

from kinematics.pose import PoseSequence
from kinematics.quality import Grade
from running.analysis import analyse
from running.recording import Setup
from tests.drawn_runner import drawn_runner
from tests.running_walker import stick_runner
from tests.sticker_scenes import CLIPS, load_scene
from vision.picture_quality import PictureTally, blur_level

NOT_SHARP = "The picture is not sharp: check the focus, wipe the lens, film closer."
clips = pytest.mark.skipif(not CLIPS.exists(), reason="development clips not here")


def blurred(image: np.ndarray, width: float) -> np.ndarray:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), width), dtype=np.uint8)


def flaws(images: list[np.ndarray], poses: PoseSequence, *, blur: float = 0.0) -> tuple[str, ...]:
    """What is said of pictures defocused by `blur` trunk lengths."""
    tally = PictureTally()
    for image, pose in zip(images, poses, strict=True):
        tally.add(blurred(image, blur * pose.trunk_px) if blur else image, pose)
    return tally.flaws


def test_blur_of_an_edge_grows_with_its_width_and_not_with_its_contrast():
    edge = np.zeros((80, 80), np.uint8)
    edge[:, 40:] = 200
    levels = [blur_level(blurred(edge, width)) for width in (0.5, 1, 2, 4)]
    assert levels == sorted(levels)
    assert levels[0] < 0.35
    assert levels[-1] > 0.7
    assert blur_level(blurred(edge // 4, 1)) == pytest.approx(levels[1], abs=0.02)
    assert np.isnan(blur_level(np.full((40, 40), 90, np.uint8)))


def test_a_small_sharp_picture_is_not_blurred():
    scene = drawn_runner(seconds=0.4)
    assert NOT_SHARP not in flaws(scene.images, scene.poses)
    assert NOT_SHARP in flaws(scene.images, scene.poses, blur=0.04)


@clips
@pytest.mark.parametrize("clip", ["run_rear_f3", "t05_b1_pink"])
def test_blurred_copies_of_rendered_runners(clip):
    """Defocus of 1 % of the trunk (5 mm) passes, of 4 % does not: it costs most measures."""
    scene = load_scene(clip)
    images, poses = scene.images[:40], scene.poses[:40]
    assert NOT_SHARP not in flaws(images, poses)
    assert NOT_SHARP not in flaws(images, poses, blur=0.01)
    assert NOT_SHARP in flaws(images, poses, blur=0.04)


def test_a_flaw_of_the_pictures_lowers_the_grade_of_a_run():
    runner = stick_runner(cadence_spm=166.0, fps=60, seconds=6.0)
    good, flawed = (analyse(runner, setup=Setup(), flaws=f) for f in ((), (NOT_SHARP,)))
    assert (good.quality.grade, flawed.quality.grade) == (Grade.A, Grade.B)
    assert NOT_SHARP in flawed.quality.reasons
    assert flawed.with_events(flawed.events).quality == flawed.quality

"""Runs the real estimator on made-up scenes in an isolated process; prints what it followed.

Two rendered people are put side by side from the development clips. Started by test_estimator.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vision.estimator import PoseEstimator
from vision.isolation import blackhole_proxies
from vision.models import find_model
from vision.subject import Box, hip_centre
from vision.video import Frame, VideoFile

Image = NDArray[np.uint8]
WIDTH = 640


def _pictures(path: Path, count: int, every: int = 2) -> list[Image]:
    with VideoFile(path) as video:
        found = []
        for frame in video:
            if frame.index % every == 0:
                found.append(frame.image_rgb)
            if len(found) == count:
                break
    return found


def _frames(pictures: list[Image], step_s: float = 1 / 15) -> Iterator[Frame]:
    for index, picture in enumerate(pictures):
        yield Frame(index=index, time_s=index * step_s, image_rgb=np.ascontiguousarray(picture))


def _slid(picture: Image, by_px: int) -> Image:
    """The picture with its content moved out to the left."""
    return picture[:, np.minimum(np.arange(picture.shape[1]) + by_px, picture.shape[1] - 1)]


def follow(pictures: list[Image], *, box: Box | None = None, settle: bool = True) -> list[float]:
    """Image x of the hips of whoever is followed, one per picture; NaN = nobody."""
    frames = list(_frames(pictures))
    with PoseEstimator(find_model("lite"), box=box) as estimator:
        if settle:
            estimator.settle(frames[:15:4])
        poses = [estimator.estimate(frame) for frame in frames]
    return [float(hip_centre(pose)[0]) if pose.seen else float("nan") for pose in poses]


def scenes(clips: Path) -> dict[str, list[float]]:
    """Every case by name."""
    lying = _pictures(clips / "rendered/bridge_side_m2.mp4", 40)
    standing = _pictures(clips / "rendered/squat_side_m1.mp4", 40)
    both = [np.hstack([a, b]) for a, b in zip(standing, lying, strict=True)]
    empty = np.full_like(lying[0], 150)
    out = [0] * 12 + list(range(0, 600, 50)) + [600] * 16
    back = [0] * 8 + list(range(0, 600, 75)) + [600] * 6 + list(range(600, 0, -75)) + [0] * 10
    alone_later, back_again = (
        [np.hstack([_slid(p, by), b]) for p, by, b in zip(standing, steps, lying, strict=True)]
        for steps in (out, back)
    )
    small = [np.pad(p[::2, ::2], ((0, 240), (0, 320), (0, 0)), mode="edge") for p in standing[:20]]
    left, right = Box(left=150, top=60, right=500, bottom=440), None
    return {
        "default": follow(both),
        "box_left": follow(both, box=left),
        "box_right": follow(both, box=Box(left=WIDTH + 60, top=120, right=2 * WIDTH, bottom=400)),
        "leaves": follow(alone_later, box=left),
        "returns": follow(back_again, box=left),
        "cut": follow(standing[:15] + lying[:15]),
        "nobody": follow([empty] * 10, box=right),
        "small": follow(small),
        "unsettled": follow(standing[:6], settle=False),
    }


if __name__ == "__main__":
    blackhole_proxies()
    sys.stdout.write(json.dumps(scenes(Path(sys.argv[1]))))

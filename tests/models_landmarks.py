"""Run two pose bundles on the same frames: `models_landmarks.py A.task B.task CLIP COUNT`.

Exit code 0 when every landmark and world landmark is the same to the bit and a pose was seen. A
process of its own, started by `test_models.py` with proxies that point nowhere, because MediaPipe
reports usage statistics.
"""

from __future__ import annotations

import os
import sys
from itertools import islice

import av
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision
from numpy.typing import NDArray


def main(first: str, second: str, clip: str, count: str) -> int:
    """Compare the two bundles on the first frames of the clip."""
    if os.environ.get("https_proxy") != "http://127.0.0.1:9":
        raise SystemExit("expected proxies that point nowhere")
    with av.open(clip) as container:
        decoded = islice(container.decode(video=0), int(count))
        frames = [np.asarray(frame.to_ndarray(format="rgb24"), np.uint8) for frame in decoded]
    one, other = (detect_landmarks(bundle, frames) for bundle in (first, second))
    return 0 if one.size and np.array_equal(one, other) else 1


def detect_landmarks(bundle: str, frames: list[NDArray[np.uint8]]) -> NDArray[np.float64]:
    """Return x, y, z, visibility and presence of all landmarks of all frames."""
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=bundle),
        running_mode=vision.RunningMode.VIDEO,
    )
    values: list[float] = []
    with vision.PoseLandmarker.create_from_options(options) as landmarker:
        for index, frame in enumerate(frames):
            image = mp.Image(mp.ImageFormat.SRGB, frame)
            result = landmarker.detect_for_video(image, index * 40)
            for point in [*result.pose_landmarks, *result.pose_world_landmarks]:
                for mark in point:
                    values += [mark.x, mark.y, mark.z, mark.visibility, mark.presence]
    return np.array(values)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

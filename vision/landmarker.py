"""A MediaPipe pose landmarker behind one verb. MediaPipe's types end here."""

import logging
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from kinematics.landmarks import LANDMARK_COUNT
from kinematics.pose import PoseFrame
from vision.isolation import require_isolation
from vision.models import PoseModel

if TYPE_CHECKING:
    from mediapipe.tasks.python.vision import PoseLandmarker

logger = logging.getLogger(__name__)

Image = NDArray[np.uint8]


class Landmarker:
    """Finds the poses in the pictures of one stream.

    model  which network · poses  how many people at most
    track  True: pictures of one video, in order, tracked from one to the next (VIDEO mode; with
           ``poses=1`` MediaPipe smooths the landmarks by the given times). False: single pictures.
    """

    def __init__(self, model: PoseModel, *, poses: int = 1, track: bool = True) -> None:
        self._model, self._poses, self._track = model, poses, track
        self._last_ms = -1
        self._landmarker: PoseLandmarker | None = _create(model, poses=poses, track=track)

    def detect(self, image_rgb: Image, time_s: float) -> list[PoseFrame]:
        """The poses in one picture (H, W, 3), in its pixels; empty when nobody is found.

        MediaPipe counts whole milliseconds that must increase; a time that does not is nudged on.
        """
        import mediapipe

        if self._landmarker is None:
            raise ValueError("landmarker: expected an open one, got a closed one")
        picture = mediapipe.Image(
            image_format=mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(image_rgb)
        )
        if self._track:
            self._last_ms = max(round(time_s * 1000), self._last_ms + 1)
            result = self._landmarker.detect_for_video(picture, self._last_ms)
        else:
            result = self._landmarker.detect(picture)
        height, width = image_rgb.shape[:2]
        return [
            _pose_frame(time_s, points, world, width, height)
            for points, world in zip(
                result.pose_landmarks, result.pose_world_landmarks, strict=True
            )
        ]

    def reset(self) -> None:
        """Forget the track: the next picture is searched from scratch."""
        self.close()
        self._landmarker = _create(self._model, poses=self._poses, track=self._track)
        self._last_ms = -1

    def close(self) -> None:
        """Free the network; also called on leaving the `with` block."""
        if self._landmarker is not None:
            self._landmarker.close()
            self._landmarker = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _create(model: PoseModel, *, poses: int, track: bool) -> "PoseLandmarker":
    require_isolation()
    from mediapipe.tasks.python import BaseOptions, vision

    mode = vision.RunningMode.VIDEO if track else vision.RunningMode.IMAGE
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(model.path)),
        running_mode=mode,
        num_poses=poses,
    )
    return vision.PoseLandmarker.create_from_options(options)


def _pose_frame(time_s: float, points: Any, world: Any, width: int, height: int) -> PoseFrame:
    pixels = np.array([(p.x * width, p.y * height, p.visibility) for p in points])
    metres = np.array([(p.x, p.y, p.z) for p in world])
    if pixels.shape != (LANDMARK_COUNT, 3):
        raise ValueError(f"landmarks: expected shape (33, 3), got {pixels.shape}")
    return PoseFrame(time_s=time_s, xy_px=pixels[:, :2], visibility=pixels[:, 2], world_m=metres)

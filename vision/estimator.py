"""`PoseEstimator`: pictures in, the subject's pose out.

Follows one person. At the start, and after a cut in the film, that is the most central and largest
one (or the one in a box the user drew). While several people are in view the model only sees a crop
around the subject. A pose that is suddenly elsewhere is somebody else: it is dropped, the track is
searched anew around the last place, and somebody found elsewhere is taken up only when dressed
like it. Frames without the subject are `PoseFrame.unseen`.
"""

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from kinematics.pose import PoseFrame
from vision.landmarker import Landmarker
from vision.models import PoseModel, find_model
from vision.scene import SceneWatch
from vision.subject import (
    MARGIN,
    Box,
    Histogram,
    body_box,
    choose_subject,
    clothing,
    is_same_place,
    looks_alike,
)
from vision.video import Frame

Image = NDArray[np.uint8]

SCOUT_POSES = 4
SCOUT_EVERY_S = 0.5  # how often a lost subject is looked for in the whole picture
ELSEWHERE_S = 1.0  # lost for longer, the subject may be back somewhere else
CUT_EVERY_S = 0.5  # scenes are longer; a picture of noise would be cut with every frame
EDGE = 0.04  # body nearer than this to the edge of the crop: the crop moves on
ALIKE_WEIGHT = 0.1  # of each new sighting in the memory of the subject's clothes
REMEMBER_EVERY_S = 0.5


class PoseEstimator:
    """Estimates the pose of one person in the frames of one video, in order.

    model   the network · box  where the subject is at the start, pixels of the frames
    smooth  True: MediaPipe's own causal smoothing (exercises). False: none, for zero-lag filters
            applied afterwards (gait); costs about a third more time.

    Runs only in worker processes (`vision.isolation`). Use as a context manager.
    """

    def __init__(self, model: PoseModel, *, box: Box | None = None, smooth: bool = True) -> None:
        self._landmarker = Landmarker(model, poses=1 if smooth else 2)
        self._scout = Landmarker(find_model("lite"), poses=SCOUT_POSES, track=False)
        self._scenes = SceneWatch()
        self._box, self._crop = box, None if box is None else box
        self._settled = False
        self._last: PoseFrame | None = None
        self._clothes: Histogram | None = None
        self._remembered_s = self._scouted_s = self._cut_s = -np.inf

    def settle(self, opening: Iterable[Frame]) -> None:
        """Choose the subject from some frames of the first second, before `estimate` starts."""
        frames = list(opening)
        if self._box is None and frames:
            sightings = [self._scout.detect(f.image_rgb, f.time_s) for f in frames]
            self._lock(frames[-1].image_rgb, sightings)
            self._last = None
        self._settled = True

    def estimate(self, frame: Frame) -> PoseFrame:
        """The subject's pose in one frame, in its pixels; unseen when it is not there."""
        image_rgb = frame.image_rgb
        if self._box is not None and self._crop is self._box:
            self._crop = self._box.grown(MARGIN, _size(image_rgb))
        cut = self._scenes.is_cut(image_rgb) and frame.time_s - self._cut_s >= CUT_EVERY_S
        if cut or not self._settled:
            self._settled = True
            if cut:
                self._cut_s = frame.time_s
                self._landmarker.reset()
            if self._box is None or cut:
                self._lock(image_rgb, [self._scout.detect(image_rgb, frame.time_s)])
            self._last = None
        pose = self._detect(frame) or self._search(frame)
        if pose is None:
            return PoseFrame.unseen(frame.time_s)
        self._remember(image_rgb, pose)
        return pose

    def estimate_all(self, frames: Iterable[Frame]) -> Iterator[tuple[Frame, PoseFrame]]:
        """Each frame with the subject's pose."""
        return ((frame, self.estimate(frame)) for frame in frames)

    def _lock(self, image_rgb: Image, sightings: list[list[PoseFrame]]) -> None:
        """Choose the subject among who is seen; a crop only when there is somebody else."""
        chosen = choose_subject(sightings, _size(image_rgb))
        self._crop = None
        if chosen is not None and chosen[1]:
            self._crop = body_box(chosen[0]).grown(MARGIN, _size(image_rgb))

    def _detect(self, frame: Frame) -> PoseFrame | None:
        """The pose in the crop, when it can be the subject."""
        pose = self._closest(self._look(frame))
        if pose is None or (self._last is not None and not self._can_be(frame, pose)):
            return None
        if self._crop is not None and self._leaves_crop(frame, pose):
            self._crop = body_box(pose).grown(MARGIN, _size(frame.image_rgb))
            self._landmarker.reset()
        return pose

    def _look(self, frame: Frame) -> list[PoseFrame]:
        if self._crop is None:
            return self._landmarker.detect(frame.image_rgb, frame.time_s)
        offset = np.array([self._crop.left, self._crop.top], dtype=np.float64)
        poses = self._landmarker.detect(self._crop.cut(frame.image_rgb), frame.time_s)
        return [
            PoseFrame(
                time_s=pose.time_s,
                xy_px=pose.xy_px + offset,
                visibility=pose.visibility,
                world_m=pose.world_m,
            )
            for pose in poses
        ]

    def _closest(self, poses: list[PoseFrame]) -> PoseFrame | None:
        if not poses or self._last is None:
            return poses[0] if poses else None
        before = self._last.xy_px
        return min(poses, key=lambda pose: float(np.nanmean(np.abs(pose.xy_px - before))))

    def _can_be(self, frame: Frame, pose: PoseFrame) -> bool:
        """True when the pose can be the subject, by place or, after a while, by clothes."""
        if self._last is None or is_same_place(self._last, pose):
            return True
        gone_s = frame.time_s - self._last.time_s
        return gone_s > ELSEWHERE_S and self._dressed_alike(frame.image_rgb, pose)

    def _dressed_alike(self, image_rgb: Image, pose: PoseFrame) -> bool:
        return self._clothes is None or looks_alike(self._clothes, clothing(image_rgb, pose))

    def _search(self, frame: Frame) -> PoseFrame | None:
        """Look for the subject anew: around the last place, later in the whole picture."""
        if self._last is None or frame.time_s - self._scouted_s < SCOUT_EVERY_S:
            return None
        self._scouted_s = frame.time_s
        found = self._scout.detect(frame.image_rgb, frame.time_s)
        fitting = [pose for pose in found if self._can_be(frame, pose)]
        size = _size(frame.image_rgb)
        near = body_box(self._last).grown(MARGIN, size)
        self._crop = body_box(self._closest_of(fitting)).grown(MARGIN, size) if fitting else near
        self._landmarker.reset()
        return self._detect(frame) if fitting else None

    def _closest_of(self, poses: list[PoseFrame]) -> PoseFrame:
        closest = self._closest(poses)
        assert closest is not None
        return closest

    def _leaves_crop(self, frame: Frame, pose: PoseFrame) -> bool:
        """True when the body touches an edge of the crop that is not the picture's edge."""
        crop, body = self._crop, body_box(pose)
        width, height = _size(frame.image_rgb)
        if crop is None:
            return False
        edge_x, edge_y = EDGE * (crop.right - crop.left), EDGE * (crop.bottom - crop.top)
        return (
            (crop.left > 0 and body.left < crop.left + edge_x)
            or (crop.top > 0 and body.top < crop.top + edge_y)
            or (crop.right < width and body.right > crop.right - edge_x)
            or (crop.bottom < height and body.bottom > crop.bottom - edge_y)
        )

    def _remember(self, image_rgb: Image, pose: PoseFrame) -> None:
        self._last = pose
        if pose.time_s - self._remembered_s < REMEMBER_EVERY_S:
            return
        self._remembered_s = pose.time_s
        seen = clothing(image_rgb, pose)
        old = self._clothes
        self._clothes = seen if old is None else old + ALIKE_WEIGHT * (seen - old)

    def close(self) -> None:
        """Free the networks."""
        self._landmarker.close()
        self._scout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _size(image_rgb: Image) -> tuple[int, int]:
    return image_rgb.shape[1], image_rgb.shape[0]

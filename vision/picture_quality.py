"""Light and sharpness of the pictures, where the body is (measurement specification D.7.6)."""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from kinematics.landmarks import Landmark
from kinematics.pose import PoseFrame
from vision.subject import TRUNK

EVERY_S = 0.5
DARK_MAX = 100.0  # 90th percentile of grey levels, 0…255 [engineering default]
GRAIN_MAX = 2.5  # noise in grey levels (Immerkaer 1996, median form) [engineering default]
_NOISE_MASK = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float64)
BLUR_RATIO_MIN = 0.35  # Laplacian variance lower leg / trunk, D.7.6
# `blur_level` of the body drawn with a trunk of 100 pixels. 57 clips as they are: 0.25-0.65; the
# runners among them defocused by 2 % of the trunk (1 cm): 0.67-0.76 (measures of two rendered runs
# move by up to 0.76 of their smallest detectable difference); by 4 %: up to 1.46, or are lost.
BLUR_MAX = 0.68
_TRUNK_PX, _SMALLEST_TRUNK_PX, _AROUND_TRUNKS = 100.0, 10.0, 0.2
_BOX_PX = 9
UNSHARP = "The picture is not sharp: check the focus, wipe the lens, film closer."
SHANKS = [
    Landmark.LEFT_KNEE,
    Landmark.RIGHT_KNEE,
    Landmark.LEFT_ANKLE,
    Landmark.RIGHT_ANKLE,
]


@dataclass(kw_only=True)
class PictureTally:
    """Looks at a picture in each half second; `flaws` says in words what was wrong with most.

    Half seconds of the video's clock: parts of a video that begin with one give the same pictures.
    """

    _bright: list[float] = field(default_factory=list)
    _grain: list[float] = field(default_factory=list)
    _sharpness: list[float] = field(default_factory=list)
    _blur: list[float] = field(default_factory=list)
    _seen: int = -1

    def add(self, image_rgb: NDArray[np.uint8], pose: PoseFrame) -> None:
        """Take one picture (H, W, 3) and the pose in it."""
        half_second = int(pose.time_s // EVERY_S)
        if not pose.seen or half_second == self._seen:
            return
        self._seen = half_second
        grey = _grey(image_rgb, np.array([[0, 0], image_rgb.shape[1::-1]]))
        self._bright.append(float(np.percentile(grey[::4, ::4], 90)))
        self._grain.append(grain_level(grey))
        if pose.trunk_px >= _SMALLEST_TRUNK_PX:
            self._blur.append(blur_level(_body(image_rgb, pose)))
        trunk, shanks = (_grey(image_rgb, pose.xy_px[part]) for part in (TRUNK, SHANKS))
        if min(trunk.shape + shanks.shape) >= 8:
            trunk_detail, shank_detail = (
                float(cv2.Laplacian(patch, cv2.CV_64F).var()) for patch in (trunk, shanks)
            )
            self._sharpness.append(shank_detail / max(trunk_detail, 1e-6))

    def include(self, other: "PictureTally") -> None:
        """Take in what another one has seen, of another part of the same video."""
        self._bright += other._bright
        self._grain += other._grain
        self._sharpness += other._sharpness
        self._blur += other._blur

    @property
    def blur(self) -> float:
        """Median `blur_level` of the body; NaN when it was never seen large enough."""
        return float(np.median(self._blur)) if self._blur else float("nan")

    @property
    def flaws(self) -> tuple[str, ...]:
        """Sentences for the user, none when all is well."""
        found = []
        if self._bright and np.median(self._bright) < DARK_MAX:
            found.append("The picture is dark: more light makes the numbers surer.")
        if self._grain and np.median(self._grain) > GRAIN_MAX:
            found.append("The picture is grainy: more light makes the numbers surer.")
        if self._sharpness and np.median(self._sharpness) < BLUR_RATIO_MIN:
            found.append("The legs are blurred: more light makes the numbers surer.")
        if self.blur > BLUR_MAX:
            found.append(UNSHARP)
        return tuple(found)


def grain_level(grey: NDArray[np.uint8]) -> float:
    """Standard deviation of pixel noise in grey levels, robust against edges.

    Immerkaer (1996), "Fast noise variance estimation", with the median in place of the mean, over
    the middle of the picture.
    """
    height, width = grey.shape
    middle = grey[height // 4 : height // 4 + 360, width // 4 : width // 4 + 480]
    response = np.abs(cv2.filter2D(middle.astype(np.float64), -1, _NOISE_MASK))
    return float(np.median(response)) / 0.6745 / 6.0


def blur_level(grey: NDArray[np.uint8]) -> float:
    """Blur from 0 (sharp) to 1: the share of the steps between pixels that more blur leaves.

    Crete et al. (2007), "The blur effect: perception and estimation with a new no-reference
    perceptual blur metric", Proc. SPIE 6492; the worse of the two directions. NaN without a step.
    """
    picture, found = grey.astype(np.float64), []
    for axis, size in enumerate(((1, _BOX_PX), (_BOX_PX, 1))):
        steps, left = (
            np.abs(np.diff(one, axis=axis)) for one in (picture, cv2.blur(picture, size))
        )
        if steps.any():
            found.append(1.0 - np.maximum(steps - left, 0.0).sum() / steps.sum())
    return float(max(found, default=np.nan))


def _body(image_rgb: NDArray[np.uint8], pose: PoseFrame) -> NDArray[np.uint8]:
    """The grey rectangle around trunk and legs, with a trunk of 100 pixels."""
    points = pose.xy_px[[*TRUNK, *SHANKS]]
    around = _AROUND_TRUNKS * pose.trunk_px
    patch = _grey(image_rgb, np.concatenate([points - around, points + around]))
    scale = _TRUNK_PX / pose.trunk_px
    way = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(patch, None, fx=scale, fy=scale, interpolation=way))


def _grey(image_rgb: NDArray[np.uint8], points_px: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The grey rectangle around some points, at least one pixel."""
    height, width = image_rgb.shape[:2]
    low = np.clip(points_px.min(axis=0), 0, (width - 1, height - 1)).astype(int)
    high = np.clip(points_px.max(axis=0) + 1, low + 1, (width, height)).astype(int)
    patch = np.ascontiguousarray(image_rgb[low[1] : high[1], low[0] : high[0]])
    return np.asarray(cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY), dtype=np.uint8)

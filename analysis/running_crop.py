"""The part of the pictures of a run that shows the runner: one for a whole video, drawn large."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kinematics.pose import FloatArray, PoseFrame

ASPECT = 3 / 4  # width over height, the same for every video: pictures can stand side by side
HEAD = 0.08  # crown of the head above the highest landmarks, share of the height of all of them
MARGIN = 0.06  # share of the longer side of the runner, left free on every side where there is room
SHOWN_PX = 1080  # longer side of what is drawn on


@dataclass(frozen=True, kw_only=True)
class Crop:
    """A part of a picture, in its pixels, and how much larger it is shown."""

    left: int
    top: int
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Pixels on show for one pixel of the picture."""
        return SHOWN_PX / max(self.width, self.height)

    def picture(self, image_rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The part of the picture at the size it is shown."""
        box = (self.left, self.top, self.left + self.width, self.top + self.height)
        size = round(self.width * self.scale), round(self.height * self.scale)
        image = Image.fromarray(image_rgb).resize(size, Image.Resampling.BICUBIC, box=box)
        return np.array(image)

    def places(self, xy_px: FloatArray) -> FloatArray:
        """Where places of the picture, (..., 2), are in `picture`; pixel centres fall together."""
        return (xy_px - (self.left, self.top) + 0.5) * self.scale - 0.5

    def pose(self, pose: PoseFrame) -> PoseFrame:
        """The pose in pixels of `picture`."""
        return replace(pose, xy_px=self.places(pose.xy_px))


def runner_crop(
    xy_px: FloatArray, image_size_wh: tuple[int, int], *, aspect: float = ASPECT
) -> Crop:
    """The part of the pictures that holds the head and every one of the landmarks, with a margin.

    xy_px   (T, L, 2) pixels, NaN = not seen; what lies outside the picture is not asked for
    aspect  width over height; kept wherever the picture has room for it, then the margin is
            given up first. Nobody seen: the whole picture.
    Raises ValueError unless the aspect is a number above 0.
    """
    if not 0 < aspect < np.inf:
        raise ValueError(f"aspect: expected a number above 0, got {aspect}")
    size = np.array(image_size_wh, dtype=np.float64)
    seen = xy_px[np.isfinite(xy_px).all(axis=-1)]
    if not len(seen):
        return Crop(left=0, top=0, width=image_size_wh[0], height=image_size_wh[1])
    first, last = seen.min(axis=0), seen.max(axis=0)
    crown = np.array([0.0, HEAD * (last - first)[1]])
    low = np.clip(np.floor(first - crown), 0, size - 1)
    high = np.clip(np.floor(last) + 1, low + 1, size)
    needed = high - low
    wide = needed + 2 * MARGIN * needed.max()
    height = min(max(wide[1], wide[0] / aspect), size[1], size[0] / aspect)
    shown = np.maximum(np.ceil(needed), np.round((height * aspect, height)))
    corner = np.clip(np.floor((low + high - shown) / 2), 0, size - shown)
    (left, top), (width, height) = corner.astype(int), shown.astype(int)
    return Crop(left=int(left), top=int(top), width=int(width), height=int(height))

"""Notices cuts: pictures that have next to nothing in common with the one before."""

import numpy as np
from numpy.typing import NDArray

CELLS = 48  # along the longer side of the thumbnail that is compared
CUT_MIN = 22.0  # mean absolute difference in grey levels from which a cut is possible
CUT_RATIO = 4.0  # and it must stand out this much from what is usual in the film


class SceneWatch:
    """Feeds on pictures in order; True for the first picture of a new scene."""

    def __init__(self) -> None:
        self._thumbnail: NDArray[np.int16] | None = None
        self._usual = 2.0

    def is_cut(self, image_rgb: NDArray[np.uint8]) -> bool:
        """Compare one picture (H, W, 3) with the one before."""
        height, width = image_rgb.shape[:2]
        step = max(1, max(height, width) // CELLS)
        top, left = min(step // 2, height - 1), min(step // 2, width - 1)
        thumbnail = image_rgb[top::step, left::step].mean(axis=2).astype(np.int16)
        before, self._thumbnail = self._thumbnail, thumbnail
        if before is None or before.shape != thumbnail.shape:
            return before is not None
        change = float(np.abs(thumbnail - before).mean())
        cut = change > max(CUT_MIN, CUT_RATIO * self._usual)
        if not cut:
            self._usual += 0.1 * (change - self._usual)
        return cut

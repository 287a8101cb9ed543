"""What the stickers seem to be on: skin, the shorts or the shirt, by comparing colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from kinematics.landmarks import Landmark
from vision.sticker_blobs import Array, lab_colour

_PATCH_TRUNKS = 0.04
# Weighted L*a*b* difference within which two patches may be of one cloth: shading on the cloth of
# rendered clips reaches 10, different garments begin at 20.
_SAME_CLOTH = 14.0
_CLEARLY_NEARER = 5.0


class Surface(StrEnum):
    """What the stickers are on. A shirt slides over the pelvis; skin and tight shorts do not."""

    SKIN = "skin"
    SHORTS = "shorts"
    SHIRT = "shirt"
    UNCLEAR = "unclear"


@dataclass(frozen=True, kw_only=True)
class ClothColours:
    """Weighted L*a*b* (3,) of the back, of the upper thighs and of the arms in one frame."""

    back: Array
    thighs: Array
    arms: Array


def cloth_colours(
    image_rgb: NDArray[np.uint8], xy_px: Array, *, trunk_px: float
) -> ClothColours | None:
    """Colours of a person with landmarks `xy_px` (33, 2); None when a part is not seen."""

    def between(a: str, b: str, share: float) -> Array:
        start, end = xy_px[Landmark[a]], xy_px[Landmark[b]]
        return np.asarray(start + share * (end - start))

    sides = ("LEFT", "RIGHT")
    back = np.mean([between(f"{s}_HIP", f"{s}_SHOULDER", 0.55) for s in sides], axis=0)
    thighs = [between(f"{s}_HIP", f"{s}_KNEE", 0.25) for s in sides]
    arms = [between(f"{s}_ELBOW", f"{s}_WRIST", 0.15) for s in sides]
    found = [
        _patch(image_rgb, points, round(_PATCH_TRUNKS * trunk_px))
        for points in ([back], thighs, arms)
    ]
    if any(colour is None for colour in found):
        return None
    return ClothColours(back=found[0], thighs=found[1], arms=found[2])  # type: ignore[arg-type]


def _patch(image_rgb: NDArray[np.uint8], points: Sequence[Array], reach: int) -> Array | None:
    """Median colour of squares about the points that lie in the picture."""
    pixels = []
    for point in points:
        if not np.isfinite(point).all():
            continue
        x, y = (int(v) for v in point)
        part = image_rgb[max(0, y - reach) : max(0, y + reach + 1)]
        part = part[:, max(0, x - reach) : max(0, x + reach + 1)]
        if part.size:
            pixels.append(lab_colour(part).reshape(-1, 3))
    return np.median(np.concatenate(pixels), axis=0).astype(np.float64) if pixels else None


def surface_of(ground: Array, seen: Sequence[ClothColours]) -> Surface:
    """What stickers with surroundings `ground` (3,) are on."""
    if not seen:
        return Surface.UNCLEAR
    back, thighs, arms = (
        np.median([getattr(cloth, part) for cloth in seen], axis=0)
        for part in ("back", "thighs", "arms")
    )
    to_back, to_thighs, to_arms = (
        float(np.linalg.norm(ground - colour)) for colour in (back, thighs, arms)
    )
    nearest = min(to_back, to_thighs, to_arms)
    if nearest > 2.0 * _SAME_CLOTH:
        return Surface.UNCLEAR
    if to_arms <= _SAME_CLOTH and to_arms < to_thighs - _CLEARLY_NEARER:
        return Surface.SKIN
    if to_thighs < to_back - _CLEARLY_NEARER:
        return Surface.SHORTS
    if to_back < to_thighs - _CLEARLY_NEARER:
        return Surface.SHIRT
    return Surface.UNCLEAR

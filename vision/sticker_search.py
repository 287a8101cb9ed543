"""Which two blobs are the stickers: the pair that is there throughout, or the two tapped ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vision.sticker_blobs import Array, Blobs


@dataclass(frozen=True, kw_only=True)
class PairShape:
    """What two stickers on the back of a pelvis may look like. Lengths are over trunk length.

    least_apart, most_apart   horizontal distance of the stickers (0.14 = 70 mm, 0.36 = 180 mm)
    smallest, largest         diameter, with the blur of the picture (0.04 = 20 mm, 0.06 = 30 mm)
    steepest                  largest height difference over horizontal distance
    most_off_middle           largest distance of their middle from the middle of the hips
    most_colour_difference    of the two, L*a*b*
    least_contrast            of each against what is around it, L*a*b*
    most_elongation           long over short axis of each
    most_area_ratio           larger over smaller of the two areas
    least_support             share of the frames looked at in which the pair must be seen
    """

    least_apart: float = 0.14
    most_apart: float = 0.50
    smallest: float = 0.02
    largest: float = 0.085
    steepest: float = 0.45
    most_off_middle: float = 0.16
    most_colour_difference: float = 22.0
    least_contrast: float = 18.0
    most_elongation: float = 2.2
    most_area_ratio: float = 2.0
    least_support: float = 0.3


@dataclass(frozen=True, kw_only=True)
class StickerPair:
    """Where a pair of stickers usually is, and what it looks like.

    left, right   (2,) places about mid-hip over trunk length, x right, y down
    colour        (3,) mean colour of the two, weighted L*a*b*
    contrast      of the fainter one against its surroundings
    support       share of the frames looked at in which the pair was seen
    """

    left: Array
    right: Array
    colour: Array
    contrast: float
    support: float

    def apart_from(self, other: "StickerPair") -> float:
        """How far the more different sticker of two pairs is away, over trunk length."""
        left = np.abs(self.left - other.left).max()
        return float(max(left, np.abs(self.right - other.right).max()))


@dataclass(frozen=True, kw_only=True)
class SeenBlobs:
    """The blobs of one frame about the person.

    place  (N, 2) about mid-hip over trunk length, x right, y down
    size   (N,) diameter over trunk length
    """

    blobs: Blobs
    place: Array
    size: Array


_SAME_PLACE = 0.07
_SAME_COLOUR = 24.0


def possible_pairs(seen: SeenBlobs, shape: PairShape) -> list[tuple[int, int]]:
    """(left, right) indices of every pair of blobs that could be the stickers."""
    blobs = seen.blobs
    fair = (
        (blobs.contrast >= shape.least_contrast)
        & (blobs.elongation <= shape.most_elongation)
        & (seen.size >= shape.smallest)
        & (seen.size <= shape.largest)
    )
    step = seen.place[None] - seen.place[:, None]
    middle = 0.5 * np.abs(seen.place[None, :, 0] + seen.place[:, None, 0])
    colour = np.linalg.norm(blobs.colour[None] - blobs.colour[:, None], axis=2)
    area = blobs.area_px[None] / np.maximum(blobs.area_px[:, None], 1e-6)
    good = (
        fair[None]
        & fair[:, None]
        & (step[..., 0] > shape.least_apart)
        & (step[..., 0] < shape.most_apart)
        & (np.abs(step[..., 1]) <= shape.steepest * step[..., 0])
        & (middle <= shape.most_off_middle)
        & (colour <= shape.most_colour_difference)
        & (np.maximum(area, 1.0 / np.maximum(area, 1e-6)) <= shape.most_area_ratio)
    )
    return [(int(a), int(b)) for a, b in np.argwhere(good)]


def find_pairs(
    frames: Sequence[SeenBlobs], *, shape: PairShape, most: int = 4
) -> list[StickerPair]:
    """Different pairs that could be the stickers, the most constant and clearest first.

    frames  some frames spread over the recording
    """
    pairs = [[_pair(seen, a, b) for a, b in possible_pairs(seen, shape)] for seen in frames]
    scored = sorted((_scored(pair, pairs) for frame in pairs for pair in frame), key=_score)
    kept: list[StickerPair] = []
    for pair in reversed(scored):
        if all(pair.apart_from(other) > _SAME_PLACE for other in kept):
            kept.append(pair)
        if len(kept) == most:
            break
    return kept


def tapped_pair(seen: SeenBlobs, taps_px: Array, *, reach_px: float) -> StickerPair | None:
    """The pair of blobs nearest to two tapped points (2, 2); None when none is within reach."""
    if not len(seen.blobs):
        return None
    distance = np.linalg.norm(seen.blobs.xy_px[None] - taps_px[:, None], axis=2)
    nearest = distance.argmin(axis=1)
    if distance.min(axis=1).max() > reach_px or nearest[0] == nearest[1]:
        return None
    a, b = sorted((int(k) for k in nearest), key=lambda k: float(seen.blobs.xy_px[k, 0]))
    return _pair(seen, a, b)


def _pair(seen: SeenBlobs, left: int, right: int, support: float = 1.0) -> StickerPair:
    blobs = seen.blobs
    return StickerPair(
        left=seen.place[left],
        right=seen.place[right],
        colour=0.5 * (blobs.colour[left] + blobs.colour[right]),
        contrast=float(min(blobs.contrast[left], blobs.contrast[right])),
        support=support,
    )


def _scored(pair: StickerPair, frames: list[list[StickerPair]]) -> StickerPair:
    """The pair with its median place, look and support over the frames."""
    alike = [[other for other in frame if _alike(pair, other)] for frame in frames]
    seen = [max(frame, key=lambda other: other.contrast) for frame in alike if frame]
    return StickerPair(
        left=np.median([other.left for other in seen], axis=0),
        right=np.median([other.right for other in seen], axis=0),
        colour=np.median([other.colour for other in seen], axis=0),
        contrast=float(np.median([other.contrast for other in seen])),
        support=len(seen) / len(frames),
    )


def _alike(pair: StickerPair, other: StickerPair) -> bool:
    same_place = pair.apart_from(other) < _SAME_PLACE
    return same_place and float(np.linalg.norm(pair.colour - other.colour)) < _SAME_COLOUR


def _score(pair: StickerPair) -> float:
    off_middle = 0.5 * abs(pair.left[0] + pair.right[0])
    return float(pair.support * (pair.contrast - 60.0 * off_middle))

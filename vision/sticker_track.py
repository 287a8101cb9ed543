"""Two stickers followed through a recording, and the frames in which they cannot be trusted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kinematics.filters import butterworth_zero_lag, rolling_median
from vision.sticker_blobs import Array
from vision.sticker_search import SeenBlobs, StickerPair

# Frequency up to which the pelvis line is believed: 4 harmonics of a 3-Hz step rate are below it.
SMOOTHING_HZ = 6.0
_LONGEST_GAP_S = 0.12


@dataclass(frozen=True, kw_only=True)
class StickerTrack:
    """Both stickers over T frames; [:, 0] the left one, [:, 1] the right one; NaN = not seen.

    time_s      (T,)
    xy_px       (T, 2, 2) · area_px, contrast, elongation, height_px (T, 2): as in `Blobs`
    colour      (T, 2, 3) · ground (T, 2, 3)  weighted L*a*b* of sticker and surroundings
    trusted     (T,) False where a sticker is not seen or does not look like itself
    """

    time_s: Array
    xy_px: Array
    area_px: Array
    contrast: Array
    elongation: Array
    height_px: Array
    colour: Array
    ground: Array
    trusted: NDArray[np.bool_]

    @property
    def apart_px(self) -> Array:
        """(T,) distance of the stickers."""
        return np.asarray(np.linalg.norm(self.xy_px[:, 1] - self.xy_px[:, 0], axis=1))

    @property
    def line_deg(self) -> Array:
        """(T,) slope of the line through both, + = right side lower; not smoothed, not filtered."""
        step = self.xy_px[:, 1] - self.xy_px[:, 0]
        return np.asarray(np.degrees(np.arctan2(step[:, 1], step[:, 0])))

    @property
    def trusted_deg(self) -> Array:
        """(T,) `line_deg` where it can be trusted, else NaN."""
        return np.where(self.trusted, self.line_deg, np.nan)


def follow_pair(
    time_s: Array, frames: Sequence[SeenBlobs], pair: StickerPair, *, start: int = 0
) -> StickerTrack:
    """Follow `pair` from frame `start` to both ends."""
    chosen: dict[int, tuple[int, int]] = {}
    for order in (range(start, len(frames)), range(start - 1, -1, -1)):
        last = pair
        for index in order:
            best = _best(frames[index], last)
            if best is None:
                last = _towards(last, pair, 0.15)
                continue
            chosen[index] = best
            last = _towards(_moved(last, frames[index], best), pair, 0.4)
    return _trusted(_collected(time_s, frames, chosen))


def _best(seen: SeenBlobs, last: StickerPair) -> tuple[int, int] | None:
    """The pair most like the last one: a shift of both is cheap, a change of shape dear."""
    blobs = seen.blobs
    if len(blobs) < 2:
        return None
    colour = np.linalg.norm(blobs.colour - last.colour, axis=1)
    left, right = seen.place - last.left, seen.place - last.right
    shape = np.linalg.norm(left[:, None] - right[None], axis=2)
    shift = 0.5 * np.linalg.norm(left[:, None] + right[None], axis=2)
    cost = shape / 0.04 + shift / 0.06 + (colour[:, None] + colour[None]) / 25.0
    cost -= 0.01 * (blobs.contrast[:, None] + blobs.contrast[None])
    far_left = (np.abs(left).max(axis=1) >= 0.10) | (colour >= 30.0)
    far_right = (np.abs(right).max(axis=1) >= 0.10) | (colour >= 30.0)
    cost[far_left[:, None] | far_right[None] | np.eye(len(blobs), dtype=bool)] = np.inf
    a, b = np.unravel_index(int(cost.argmin()), cost.shape)
    return (int(a), int(b)) if np.isfinite(cost[a, b]) else None


def _moved(last: StickerPair, seen: SeenBlobs, best: tuple[int, int]) -> StickerPair:
    colour = seen.blobs.colour[list(best)].mean(axis=0)
    return replace(
        last,
        left=seen.place[best[0]],
        right=seen.place[best[1]],
        colour=0.95 * last.colour + 0.05 * colour,
    )


def _towards(pair: StickerPair, home: StickerPair, share: float) -> StickerPair:
    return replace(
        pair,
        left=pair.left + share * (home.left - pair.left),
        right=pair.right + share * (home.right - pair.right),
    )


def _collected(
    time_s: Array, frames: Sequence[SeenBlobs], chosen: dict[int, tuple[int, int]]
) -> StickerTrack:
    count = len(frames)
    xy_px = np.full((count, 2, 2), np.nan)
    colour, ground = np.full((count, 2, 3), np.nan), np.full((count, 2, 3), np.nan)
    area, contrast, elongation, height = (np.full((count, 2), np.nan) for _ in range(4))
    for index, pair in chosen.items():
        blobs, both = frames[index].blobs, list(pair)
        xy_px[index], area[index] = blobs.xy_px[both], blobs.area_px[both]
        contrast[index], elongation[index] = blobs.contrast[both], blobs.elongation[both]
        height[index] = blobs.height_px[both]
        colour[index], ground[index] = blobs.colour[both], blobs.ground[both]
    return StickerTrack(
        time_s=time_s,
        xy_px=xy_px,
        area_px=area,
        contrast=contrast,
        elongation=elongation,
        height_px=height,
        colour=colour,
        ground=ground,
        trusted=np.isfinite(xy_px).all(axis=(1, 2)),
    )


def _trusted(track: StickerTrack) -> StickerTrack:
    """Frames dropped in which distance, area or shape jump, or the line leaves its own curve."""
    if track.trusted.sum() < 12:
        return replace(track, trusted=np.zeros(len(track.time_s), dtype=bool))
    usual_px = rolling_median(track.time_s, track.apart_px, 1.0)
    area = track.area_px / np.nanmedian(track.area_px, axis=0)
    with np.errstate(invalid="ignore"):
        good = (
            (np.abs(track.apart_px / usual_px - 1.0) <= 0.10)
            & ((area >= 0.6) & (area <= 1.6)).all(axis=1)
            & (track.elongation <= 2.2).all(axis=1)
        )
        kept = replace(track, trusted=track.trusted & good)
        off_deg = np.abs(kept.trusted_deg - smooth(track.time_s, kept.trusted_deg))
        limit_deg = max(2.5, 4.0 * float(np.nanmedian(off_deg))) if good.any() else 0.0
        return replace(kept, trusted=kept.trusted & ~(off_deg > limit_deg))


def smooth(time_s: Array, value: Array, *, cutoff_hz: float = SMOOTHING_HZ) -> Array:
    """(T,) zero-lag low-pass of a signal; NaN in gaps longer than 0.12 s and at missing ends."""
    known = np.isfinite(value)
    step_s = float(np.median(np.diff(time_s))) if len(time_s) > 1 else np.inf
    out = np.full(len(value), np.nan)
    if known.sum() < 12 or 1.0 / step_s <= 2.6 * cutoff_hz:
        return out
    grid_s = np.arange(time_s[0], time_s[-1] + 0.5 * step_s, step_s)
    even = np.interp(grid_s, time_s[known], value[known])
    even = butterworth_zero_lag(even, rate_hz=1.0 / step_s, cutoff_hz=cutoff_hz)
    near = _near_known(time_s, time_s[known])
    out[near] = np.interp(time_s[near], grid_s, even)
    return out


def smoothing_gain(time_s: Array, *, cutoff_hz: float = SMOOTHING_HZ) -> tuple[float, float]:
    """What `smooth` does to white noise: weight of a sample in itself, and power that is left."""
    rate_hz = 1.0 / float(np.median(np.diff(time_s)))
    impulse = np.zeros(2 * int(2.0 * rate_hz) + 1)
    impulse[len(impulse) // 2] = 1.0
    answer = butterworth_zero_lag(impulse, rate_hz=rate_hz, cutoff_hz=cutoff_hz)
    return float(answer.max()), float(np.square(answer).sum())


def _near_known(time_s: Array, known_s: Array) -> NDArray[np.bool_]:
    """True where a moment lies between two known ones no further apart than the longest gap."""
    after = np.searchsorted(known_s, time_s - 1e-9)
    inside = (after < len(known_s)) & (time_s >= known_s[0] - 1e-9)
    following = known_s[np.minimum(after, len(known_s) - 1)]
    before = np.searchsorted(known_s, time_s + 1e-9) - 1
    preceding = known_s[np.maximum(before, 0)]
    return np.asarray(inside & (following - preceding <= _LONGEST_GAP_S + 1e-9))

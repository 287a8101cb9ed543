"""Pelvic obliquity from two round bright stickers on the back of the pelvis, filmed from behind.

Pose landmarks do not follow the tilt of the pelvis; two stickers do. Landmarks say where to look
and when in the stride. What cannot be measured is refused in a sentence, never guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from kinematics.pose import PoseSequence
from kinematics.quality import grade_capture
from vision.pelvis_track import (
    NO_ZERO,
    Lens,
    PelvisTrack,
    StandingZero,
    Taps,
    refused_track,
    standing_zero,
)
from vision.sticker_blobs import Array, find_blobs
from vision.sticker_quality import (
    StickerGates,
    TrackQuality,
    hard_fails,
    measure_quality,
    soft_fails,
)
from vision.sticker_region import TRUNK_M, PelvisRegion, find_region
from vision.sticker_search import (
    PairShape,
    SeenBlobs,
    StickerPair,
    find_pairs,
    tapped_pair,
)
from vision.sticker_surface import ClothColours, Surface, cloth_colours, surface_of
from vision.sticker_track import StickerTrack, follow_pair, smooth
from vision.video import Frame

__all__ = [
    "LENS_UNKNOWN",
    "NO_STICKERS",
    "NO_ZERO",
    "Lens",
    "PelvisTrack",
    "StandingZero",
    "Taps",
    "standing_zero",
    "track_pelvis",
]

# Radius that is looked for; stickers of 12-30 mm are found with it.
_STICKER_RADIUS_M = 0.010
# Region about mid-hip, in trunk lengths: left, up, right, down.
_BOX_TRUNKS = (-0.45, -0.70, 0.45, 0.25)
_SEARCH_FRAMES = 45
_CLOTH_FRAMES = 20
_TAP_REACH_M = 0.04
# What noise does not show: perspective of a lens within 4 deg of level and 5 deg of straight
# behind, and shading of the stickers (measured on rendered clips), 1 SD in degrees.
_UNSEEN_DEG = 0.30
_RIVAL_COVERAGE = 0.6
_RIVAL_SWING = 0.03

NO_STICKERS = (
    "No two stickers were found on the back of the pelvis, so the pelvis cannot be measured in "
    "degrees from this recording. Use stickers, or tap both if they are there."
)

LENS_UNKNOWN = (
    "It was not confirmed that the lens was at the height of the pelvis. A lens 8° too high (42 cm "
    "at 3 m) reads the drop up to 0.7° too large, one 15° too high up to 1.3°."
)


def track_pelvis(
    frames: Iterable[Frame],
    poses: PoseSequence,
    *,
    on_pelvis: bool,
    taps: Taps | None = None,
    zero: StandingZero | None = None,
    lens: Lens | None = None,
    strides: bool = True,
    shape: PairShape | None = None,
    gates: StickerGates | None = None,
) -> PelvisTrack:
    """Find two stickers and follow them; the pelvis in degrees, or the reasons why not.

    frames     the pictures of one recording, read once
    poses      landmarks of the same pictures, in order, in the same pixels
    on_pelvis  the person confirmed: on skin or on the tight waistband, not on a loose shirt
    taps       both stickers as tapped, when they were not found or not told apart
    zero       from `standing_zero`, same camera and same stickers
    lens       where the camera was, as far as known
    strides    False: no running but standing or an exercise, in which nothing keeps a stride

    Raises ValueError when frames and poses are not of one recording.
    """
    gates, lens = gates or StickerGates(), lens or Lens()
    region = find_region(poses, strides=strides)
    if region is None:
        return refused_track(poses.time_s, ("Nobody was seen in this recording.",))
    seen, cloth = _look(frames, poses, region)
    setup = [*_setup_fails(region, lens, gates)]
    if not on_pelvis:
        setup.append(
            "It was not confirmed that the stickers are on skin or on the tight waistband. "
            "On a loose shirt they do not move with the pelvis."
        )
    start, pairs = _pairs(seen, poses.time_s, region, taps, shape or PairShape())
    if not pairs:
        return refused_track(poses.time_s, (_none_found(taps), *setup))
    tracks = [follow_pair(poses.time_s, seen, pair, start=start) for pair in pairs]
    rated = [_Rated.of(track, region, cloth, gates) for track in _different(tracks, region)]
    good = [one for one in rated if not one.hard]
    best = good[0] if good else rated[0]
    rivals = [one for one in rated if one is not best and one.rivals(best)]
    if rivals:
        setup.append(
            "More than two spots look like stickers. Tap the two stickers, or cover the others."
        )
    soft = (*best.soft, *_soft_setup(lens, gates))
    return _result(best, setup, soft, zero, most_mean_deg=gates.most_mean_deg)


@dataclass(frozen=True, kw_only=True)
class _Rated:
    """A track with its numbers and sentences."""

    track: StickerTrack
    quality: TrackQuality
    hard: tuple[str, ...]
    soft: tuple[str, ...]

    def rivals(self, other: "_Rated") -> bool:
        """True when these could as well be the stickers: constant, nearly as clear."""
        mine, theirs = self.quality, other.quality
        return (
            mine.coverage >= _RIVAL_COVERAGE
            and mine.contrast >= 0.6 * theirs.contrast
            and mine.apart_swing <= _RIVAL_SWING
        )

    @classmethod
    def of(
        cls,
        track: StickerTrack,
        region: PelvisRegion,
        cloth: list[ClothColours],
        gates: StickerGates,
    ) -> "_Rated":
        quality = measure_quality(track, region)
        ground = track.ground[track.trusted]
        on = surface_of(np.median(ground, axis=(0, 1)), cloth) if len(ground) else Surface.UNCLEAR
        return cls(
            track=track,
            quality=quality,
            hard=tuple(hard_fails(quality, on, gates)),
            soft=tuple(soft_fails(quality, on, gates)),
        )


def _look(
    frames: Iterable[Frame], poses: PoseSequence, region: PelvisRegion
) -> tuple[list[SeenBlobs], list[ClothColours]]:
    """The blobs of every frame, and the colours of the clothes in some."""
    trunk_px = region.trunk_px
    reach = np.array(_BOX_TRUNKS) * trunk_px
    every = max(1, len(poses) // _CLOTH_FRAMES)
    seen: list[SeenBlobs] = []
    cloth: list[ClothColours] = []
    for frame in frames:
        index = len(seen)
        _check_same(frame, poses, index)
        centre = region.centre_at(frame.time_s)
        left, top, right, bottom = (np.tile(centre, 2) + reach).round().astype(int).tolist()
        blobs = find_blobs(
            frame.image_rgb,
            box_px=(left, top, right, bottom),
            radius_px=max(1.2, _STICKER_RADIUS_M / TRUNK_M * trunk_px),
        )
        size = 2.0 * np.sqrt(blobs.area_px / np.pi) / trunk_px
        seen.append(SeenBlobs(blobs=blobs, place=(blobs.xy_px - centre) / trunk_px, size=size))
        if index % every == 0:
            colours = cloth_colours(frame.image_rgb, poses.xy_px[index], trunk_px=trunk_px)
            cloth += [colours] if colours is not None else []
    if len(seen) != len(poses):
        raise ValueError(f"frames: expected {len(poses)}, one for each pose, got {len(seen)}")
    return seen, cloth


def _check_same(frame: Frame, poses: PoseSequence, index: int) -> None:
    height, width = frame.image_rgb.shape[:2]
    if (width, height) != poses.image_size_wh:
        raise ValueError(f"frames: expected size {poses.image_size_wh}, got {(width, height)}")
    if index >= len(poses) or abs(frame.time_s - poses.time_s[index]) > 0.002:
        wanted = f"{poses.time_s[index]:.3f} s" if index < len(poses) else f"{len(poses)} frames"
        raise ValueError(f"frames: expected {wanted} at index {index}, got {frame.time_s:.3f} s")


def _pairs(
    seen: list[SeenBlobs], time_s: Array, region: PelvisRegion, taps: Taps | None, shape: PairShape
) -> tuple[int, list[StickerPair]]:
    """The frame to start from, and the pairs that may be the stickers."""
    if taps is not None:
        start = int(np.abs(time_s - taps.time_s).argmin())
        reach_px = _TAP_REACH_M / TRUNK_M * region.trunk_px
        pair = tapped_pair(seen[start], taps.xy_px, reach_px=reach_px)
        return start, [pair] if pair is not None else []
    index = np.unique(np.linspace(0, len(seen) - 1, _SEARCH_FRAMES).astype(int))
    pairs = find_pairs([seen[i] for i in index], shape=shape)
    return 0, [pair for pair in pairs if pair.support >= shape.least_support]


def _different(tracks: list[StickerTrack], region: PelvisRegion) -> list[StickerTrack]:
    """The tracks without those that follow the same two spots as an earlier one."""
    kept: list[StickerTrack] = []
    for track in tracks:
        apart = [
            np.nanmedian(np.linalg.norm(track.xy_px - other.xy_px, axis=2), axis=0).max()
            for other in kept
            if np.isfinite(track.xy_px - other.xy_px).all(axis=(1, 2)).any()
        ]
        if all(one > 0.03 * region.trunk_px for one in apart):
            kept.append(track)
    return kept


def _setup_fails(region: PelvisRegion, lens: Lens, gates: StickerGates) -> Iterable[str]:
    if region.seen < gates.least_seen:
        yield f"The person was seen in only {region.seen:.0%} of the pictures."
    if not region.rear:
        yield "This is not filmed from behind; the stickers are on the back."
    if region.width_ratio < gates.least_width_ratio:
        yield "The camera looks at the person from the side. Film from straight behind."
    if np.isnan(lens.elevation_deg):
        yield LENS_UNKNOWN
    if abs(lens.elevation_deg) > gates.most_lens_elevation_deg:
        yield (
            f"The lens was {abs(lens.elevation_deg):.0f}° above or below the pelvis. "
            "Put it at the height of the pelvis."
        )
    if abs(lens.off_axis_deg) > gates.most_off_axis_deg:
        yield f"The camera was {abs(lens.off_axis_deg):.0f}° off straight behind."


def _soft_setup(lens: Lens, gates: StickerGates) -> Iterable[str]:
    if not np.isfinite(lens.off_axis_deg):
        yield (
            "It is not known whether the camera was straight behind: 10° off to a side make up to "
            "0.7° between left and right."
        )
    elif (
        abs(lens.elevation_deg) > gates.good_lens_elevation_deg
        or abs(lens.off_axis_deg) > gates.good_off_axis_deg
    ):
        yield "The lens was not quite level with the pelvis and straight behind."


def _none_found(taps: Taps | None) -> str:
    if taps is None:
        return NO_STICKERS
    return "There is no spot of its own colour where you tapped. Tap the middle of both stickers."


def _result(
    best: _Rated,
    setup: list[str],
    soft: tuple[str, ...],
    zero: StandingZero | None,
    *,
    most_mean_deg: float,
) -> PelvisTrack:
    track = best.track
    capture = grade_capture(hard=(*best.hard, *setup), soft=soft)
    blank = refused_track(track.time_s, capture.reasons)
    unseen = ~track.trusted[:, None]
    found = replace(
        blank,
        left_px=np.where(unseen, np.nan, track.xy_px[:, 0]),
        right_px=np.where(unseen, np.nan, track.xy_px[:, 1]),
        grade=capture.grade,
        quality=best.quality,
    )
    if found.refused:
        return found
    line_deg = smooth(track.time_s, track.trusted_deg)
    sd_deg = np.where(np.isfinite(line_deg), np.hypot(best.quality.random_deg, _UNSEEN_DEG), np.nan)
    result = replace(found, line_deg=line_deg, sd_deg=sd_deg)
    if zero is None:
        return replace(result, reasons=(*result.reasons, NO_ZERO))
    return result.with_zero(zero, most_mean_deg=most_mean_deg)

"""How good a sticker track is, in numbers, and what that means, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kinematics.filters import rolling_median
from vision.sticker_blobs import Array
from vision.sticker_region import PelvisRegion
from vision.sticker_surface import Surface
from vision.sticker_track import StickerTrack, smooth, smoothing_gain

_HARMONICS = 5
_COVER_HARMONICS = 2
_SLOW_HZ = 1.0


@dataclass(frozen=True, kw_only=True)
class TrackQuality:
    """Measured properties of one sticker track; NaN where there is nothing to measure.

    coverage        share of frames in which both stickers can be trusted
    contrast        sticker against surroundings, weighted L*a*b*
    diameter_px     of the smaller sticker
    apart_px        distance of the stickers
    noise_deg       frame-to-frame noise of the line, SD
    random_deg      what is left of it after smoothing, SD
    apart_swing     SD of the smoothed distance over the distance, slow changes taken out
    cover_deg       largest error of the line that a sticker partly covered in the stride's rhythm
                    (without strides: for a second or longer) would explain: from the difference of
                    the heights of the two discs
    cover_noise_deg the same difference out of rhythm, SD, as error of the line
    area_swing      SD of the smoothed area of the worse sticker over its area
    elongation      of the less round sticker, median
    colour_gap      difference of the two stickers' median colours, weighted L*a*b*
    area_ratio      larger over smaller of their median areas
    tilt_deg        mean slope of the line, + = right side lower
    range_deg       from the 2nd to the 98th percentile of the smoothed line
    off_cycle_deg   SD of the smoothed line about its mean stride; NaN without strides
    strides         length of the recording in strides; NaN without strides
    """

    coverage: float
    contrast: float
    diameter_px: float
    apart_px: float
    noise_deg: float
    random_deg: float
    apart_swing: float
    cover_deg: float
    cover_noise_deg: float
    area_swing: float
    elongation: float
    colour_gap: float
    area_ratio: float
    tilt_deg: float
    range_deg: float
    off_cycle_deg: float
    strides: float


@dataclass(frozen=True, kw_only=True)
class StickerGates:
    """Limits for `TrackQuality`: beyond `most_…`/`least_…` refused, beyond `good_…` a soft fail.

    `most_small_cover_deg` stands for `most_cover_deg` below `small_diameter_px`: compressed video
    leaves a third of what a cover does to such discs (half of one of 5.2 pixels: 0.66 for 1.96).
    Fitted on the tuning scenes of `tests/sticker_scenes.py` and judged on the test scenes
    (`benchmarks/pelvis_accuracy.py`; docs/pelvis_stickers.md).
    """

    least_coverage: float = 0.45
    good_coverage: float = 0.85
    least_contrast: float = 18.0
    least_diameter_px: float = 2.5
    least_apart_px: float = 14.0
    most_random_deg: float = 0.6
    good_random_deg: float = 0.4
    most_apart_swing: float = 0.024
    most_cover_deg: float = 0.8
    most_small_cover_deg: float = 0.5
    small_diameter_px: float = 6.0
    most_cover_noise_deg: float = 1.5
    most_area_swing: float = 0.16
    most_elongation: float = 1.6
    most_colour_gap: float = 7.0
    most_area_ratio: float = 1.25
    most_mean_deg: float = 4.0
    most_roll_deg: float = 8.0
    most_range_deg: float = 30.0
    most_off_cycle_deg: float = 2.0
    least_seen: float = 0.8
    least_width_ratio: float = 0.42
    least_strides: float = 5.0
    most_lens_elevation_deg: float = 8.0
    good_lens_elevation_deg: float = 4.0
    most_off_axis_deg: float = 8.0
    good_off_axis_deg: float = 5.0


def measure_quality(track: StickerTrack, region: PelvisRegion) -> TrackQuality:
    """The properties of a track in a region."""
    nothing = float("nan")
    if track.trusted.sum() < 12:
        names = TrackQuality.__dataclass_fields__
        return TrackQuality(**{**dict.fromkeys(names, nothing), "coverage": _coverage(track)})
    phase = np.interp(track.time_s, region.time_s, region.phase)
    apart_px = float(np.nanmedian(_kept(track, track.apart_px)))
    smoothed = smooth(track.time_s, track.trusted_deg)
    noise_deg, random_deg = noise_of(track)
    area = _kept(track, track.area_px)
    usual_px = np.nanmedian(area, axis=0)
    left, right = np.median(track.colour[track.trusted], axis=0)
    cover_deg, cover_noise_deg = _cover(track, phase, apart_px)
    low, high = (
        np.nanpercentile(smoothed, (2, 98)) if np.isfinite(smoothed).any() else (nothing,) * 2
    )
    return TrackQuality(
        coverage=_coverage(track),
        contrast=float(np.nanmedian(_kept(track, track.contrast), axis=0).min()),
        diameter_px=float(2.0 * np.sqrt(usual_px.min() / np.pi)),
        apart_px=apart_px,
        noise_deg=noise_deg,
        random_deg=random_deg,
        apart_swing=_swing(track.time_s, _kept(track, track.apart_px)),
        cover_deg=cover_deg,
        cover_noise_deg=cover_noise_deg,
        area_swing=max(_swing(track.time_s, area[:, side]) for side in (0, 1)),
        elongation=float(np.nanmedian(_kept(track, track.elongation), axis=0).max()),
        colour_gap=float(np.linalg.norm(left - right)),
        area_ratio=float(usual_px.max() / usual_px.min()),
        tilt_deg=float(np.nanmean(track.trusted_deg)),
        range_deg=float(high - low),
        off_cycle_deg=_cyclic(phase, smoothed, _HARMONICS)[1],
        strides=_strides(track, region),
    )


def noise_of(track: StickerTrack) -> tuple[float, float]:
    """SD of the frame-to-frame noise of the line, and of what smoothing leaves of it; degrees."""
    left_over = track.trusted_deg - smooth(track.time_s, track.trusted_deg)
    if not np.isfinite(left_over).any():
        return float("nan"), float("nan")
    centre, kept = smoothing_gain(track.time_s)
    spread = 1.4826 * float(np.nanmedian(np.abs(left_over)))
    noise = spread / np.sqrt(max(1.0 - 2.0 * centre + kept, 0.05))
    return float(noise), float(noise * np.sqrt(kept))


def _coverage(track: StickerTrack) -> float:
    return float(track.trusted.mean()) if len(track.trusted) else 0.0


def _kept(track: StickerTrack, value: Array) -> Array:
    """`value` with NaN where the track is not trusted."""
    out = np.array(value, dtype=np.float64)
    out[~track.trusted] = np.nan
    return out


def _swing(time_s: Array, value: Array) -> float:
    slow = rolling_median(time_s, value, 1.0)
    return float(np.nanstd(smooth(time_s, value / slow)))


def _cover(track: StickerTrack, phase: Array, apart_px: float) -> tuple[float, float]:
    """Covering part of a disc from above or below moves its centroid by half of what is hidden."""
    height = _kept(track, track.height_px)
    shift_px = 0.5 * (height[:, 0] - height[:, 1])
    error_deg = np.degrees(np.arctan(shift_px / apart_px))
    rhythm, beside = _cyclic(phase, error_deg, _COVER_HARMONICS)
    if np.isfinite(rhythm):
        return rhythm, beside
    slow = smooth(track.time_s, error_deg, cutoff_hz=_SLOW_HZ)
    if not np.isfinite(slow).any():
        return float("nan"), float(np.nanstd(error_deg))
    largest = float(np.nanmax(np.abs(slow - np.nanmedian(slow))))
    return largest, float(np.nanstd(error_deg - slow))


def _cyclic(phase: Array, value: Array, harmonics: int) -> tuple[float, float]:
    """Largest deviation of the mean stride from its mean, and SD of `value` about it."""
    known = np.isfinite(phase) & np.isfinite(value)
    if known.sum() < 4 * (2 * harmonics + 1):
        return float("nan"), float("nan")
    angle = 2.0 * np.pi * phase[known]
    waves = [wave(k * angle) for k in range(1, harmonics + 1) for wave in (np.sin, np.cos)]
    terms = np.stack([np.ones_like(angle), *waves], axis=1)
    weights = np.linalg.lstsq(terms, value[known], rcond=None)[0]
    stride = terms[:, 1:] @ weights[1:]
    return float(np.abs(stride).max()), float((value[known] - terms @ weights).std())


def _strides(track: StickerTrack, region: PelvisRegion) -> float:
    return float((track.time_s[-1] - track.time_s[0]) / region.stride_s)


def hard_fails(quality: TrackQuality, surface: Surface, gates: StickerGates) -> Iterator[str]:
    """Why no degrees can be given, one plain sentence each."""
    if quality.coverage < gates.least_coverage:
        yield (
            f"Both stickers could be followed in only {quality.coverage:.0%} of the pictures: "
            "one is lost, covered or not there."
        )
    if surface is Surface.SHIRT:
        yield (
            "The stickers seem to be on the shirt, which slides over the pelvis. "
            "Put them on skin or on the tight waistband."
        )
    if quality.contrast < gates.least_contrast:
        yield "The stickers hardly differ in colour from what is around them."
    if quality.diameter_px < gates.least_diameter_px or quality.apart_px < gates.least_apart_px:
        yield (
            f"The stickers are too small in the picture ({quality.diameter_px:.1f} pixels wide, "
            f"{quality.apart_px:.0f} apart). Film closer or at a higher resolution."
        )
    if quality.random_deg > gates.most_random_deg:
        yield f"The picture is too noisy: ±{2 * quality.random_deg:.1f}° for every single picture."
    small = quality.diameter_px < gates.small_diameter_px
    covered = (
        quality.cover_deg > (gates.most_small_cover_deg if small else gates.most_cover_deg)
        or quality.cover_noise_deg > gates.most_cover_noise_deg
        or quality.area_swing > gates.most_area_swing
        or quality.elongation > gates.most_elongation
    )
    if covered:
        yield (
            "A sticker changes its shape during the movement: it is partly covered, "
            "or it is on cloth that folds."
        )
    if quality.colour_gap > gates.most_colour_gap or quality.area_ratio > gates.most_area_ratio:
        yield (
            "The two spots differ in colour or size: one is something else or partly covered. "
            "Use two stickers of one sheet."
        )
    if quality.apart_swing > gates.most_apart_swing:
        yield "The stickers move against each other: one slides, or one is something else."
    if abs(quality.tilt_deg) > gates.most_roll_deg:
        yield (
            f"The line through the stickers is tilted by {abs(quality.tilt_deg):.0f}° on average: "
            "the camera is not upright, or one of the spots is not a sticker."
        )
    if quality.range_deg > gates.most_range_deg or quality.off_cycle_deg > gates.most_off_cycle_deg:
        yield "The line through the stickers does not repeat from stride to stride."


def soft_fails(quality: TrackQuality, surface: Surface, gates: StickerGates) -> Iterator[str]:
    """What makes the degrees less sure, one plain sentence each."""
    if quality.coverage < gates.good_coverage:
        yield f"Both stickers were followed in {quality.coverage:.0%} of the pictures."
    if quality.random_deg > gates.good_random_deg:
        yield f"The picture is noisy: ±{2 * quality.random_deg:.1f}° for every single picture."
    if surface is Surface.UNCLEAR:
        yield "It cannot be seen whether the stickers are on the shirt or on skin or the waistband."
    if quality.strides < gates.least_strides:
        yield f"Only {quality.strides:.0f} strides were recorded; film at least 10."

"""The pelvis over a recording: what is measured with stickers, relative to quiet standing."""

from dataclasses import dataclass, replace

import numpy as np

from kinematics.filters import Array
from kinematics.quality import Grade
from vision.sticker_quality import TrackQuality

_SHORTEST_STANDING_S = 2.0
_STILLEST_DEG = 1.0
_SAME_PICTURE_S = 0.002

NO_ZERO = (
    "There is no quiet standing to compare with, so the tilt has no zero: a camera tilted by 1° or "
    "a sticker 2 mm too high would look like a difference between left and right."
)


@dataclass(frozen=True, kw_only=True)
class Taps:
    """The two stickers as tapped by a person in the picture at `time_s`; (2, 2) pixels."""

    time_s: float
    xy_px: Array

    def __post_init__(self) -> None:
        points = np.asarray(self.xy_px, dtype=np.float64)
        if points.shape != (2, 2) or not np.isfinite(points).all():
            raise ValueError(f"xy_px: expected two finite points (2, 2), got {points.shape}")
        object.__setattr__(self, "xy_px", points)


@dataclass(frozen=True, kw_only=True)
class Lens:
    """Where the camera was: degrees above the pelvis, off straight behind; NaN = not known.

    The stickers do not tell it. 0 above where somebody confirmed that the lens was at the height of
    the pelvis: 15 cm at 3 m are 3 degrees.
    """

    elevation_deg: float = float("nan")
    off_axis_deg: float = float("nan")


@dataclass(frozen=True, kw_only=True)
class StandingZero:
    """Slope of the sticker line in quiet standing; takes out placement and camera roll.

    line_deg   median slope, + = right side lower; NaN when `reason` says why not
    sd_deg     standard error of it
    """

    line_deg: float
    sd_deg: float
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class PelvisTrack:
    """The pelvis over T frames.

    time_s         (T,) seconds
    left_px        (T, 2) the subject's left sticker, sub-pixel; centre of the first pixel is (0, 0)
    right_px       (T, 2) the right one; NaN = not seen or not trusted
    line_deg       (T,) smoothed slope of the sticker line in the picture; NaN when refused
    obliquity_deg  (T,) `line_deg` relative to quiet standing; NaN without a standing zero
    sd_deg         (T,) standard deviation of the error of one sample, degrees
    zero           the standing zero used, None = none
    grade          A or B: degrees; C or reject: none
    reasons        sentences for the user: what is wrong or less sure
    quality        the numbers behind the grade; None when no stickers were found

    Sign: + = the right side lower (the left up). Contralateral drop is therefore + in left stance
    and − in right stance. Seen from behind, image left is the subject's left.
    """

    time_s: Array
    left_px: Array
    right_px: Array
    line_deg: Array
    obliquity_deg: Array
    sd_deg: Array
    zero: StandingZero | None
    grade: Grade
    reasons: tuple[str, ...]
    quality: TrackQuality | None = None

    @property
    def refused(self) -> bool:
        """True when no degrees are given at all."""
        return self.grade in (Grade.C, Grade.REJECT)

    def places_at(self, time_s: float) -> tuple[tuple[float, float], ...]:
        """(x, y) pixels of the stickers seen in the picture of a moment; none between pictures."""
        index = int(np.abs(self.time_s - time_s).argmin())
        if abs(self.time_s[index] - time_s) > _SAME_PICTURE_S:
            return ()
        points = (self.left_px[index], self.right_px[index])
        return tuple((float(x), float(y)) for x, y in points if np.isfinite(x + y))

    def with_zero(self, zero: StandingZero, *, most_mean_deg: float = 4.0) -> "PelvisTrack":
        """The same track relative to quiet standing.

        most_mean_deg  a mean further from standing means another camera, other spots or a sticker
                       that moved (a runner's two drops differ by less than twice this)
        """
        if self.refused:
            return replace(self, zero=zero)
        reasons = tuple(r for r in self.reasons if r != NO_ZERO)
        if zero.reason:
            return replace(self, zero=zero, reasons=(*reasons, zero.reason))
        obliquity_deg = self.line_deg - zero.line_deg
        mean_deg = float(np.nanmean(obliquity_deg))
        if abs(mean_deg) > most_mean_deg:
            return replace(
                refused_track(self.time_s, (_moved(mean_deg), *reasons)), quality=self.quality
            )
        return replace(self, zero=zero, obliquity_deg=obliquity_deg, reasons=reasons)


def refused_track(time_s: Array, reasons: tuple[str, ...]) -> PelvisTrack:
    """A track without a single number, and why."""
    unknown = np.full(len(time_s), np.nan)
    return PelvisTrack(
        time_s=time_s,
        left_px=np.full((len(time_s), 2), np.nan),
        right_px=np.full((len(time_s), 2), np.nan),
        line_deg=unknown,
        obliquity_deg=unknown,
        sd_deg=unknown,
        zero=None,
        grade=Grade.REJECT,
        reasons=reasons,
    )


def standing_zero(
    track: PelvisTrack, *, start_s: float, end_s: float, least_s: float = _SHORTEST_STANDING_S
) -> StandingZero:
    """The sticker line in quiet standing between two moments of a track.

    At least `least_s` (3 s are asked for), the line within 1 degree SD.
    """
    if not start_s < end_s:
        raise ValueError(f"start_s, end_s: expected start before end, got {start_s}, {end_s}")
    unknown = StandingZero(line_deg=float("nan"), sd_deg=float("nan"))
    if track.refused:
        return replace(unknown, reason="The stickers could not be followed while standing.")
    inside = (track.time_s >= start_s) & (track.time_s <= end_s)
    line = track.line_deg[inside & np.isfinite(track.line_deg)]
    step_s = float(np.median(np.diff(track.time_s)))
    if len(line) * step_s < least_s:
        return replace(
            unknown,
            reason=f"Stand still for 3 s: the stickers were seen for {len(line) * step_s:.1f} s.",
        )
    spread = float(line.std())
    if spread > _STILLEST_DEG:
        return replace(unknown, reason=f"The pelvis moved while standing (±{2 * spread:.1f}°).")
    return StandingZero(line_deg=float(np.median(line)), sd_deg=max(spread / 2.0, 0.05))


def _moved(mean_deg: float) -> str:
    return (
        f"The pelvis is {abs(mean_deg):.0f}° off standing on average: the camera was moved or "
        "turned since, a sticker slipped, or one of the spots is not a sticker."
    )

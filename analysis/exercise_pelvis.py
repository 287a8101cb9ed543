"""The pelvis in an exercise, from stickers on its back: how far its free side drops in each rep.

Pose landmarks do not follow the tilt of the pelvis (docs/pelvis_stickers.md): without stickers it
cannot be told.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.exercise_session import ExerciseSession, FaultSummary, PelvisResult, RepPelvis
from analysis.stickers import NOT_WORN, StickersWorn, lens_of, watched
from exercises.results import Rep
from kinematics.filters import rolling_median
from kinematics.pose import PoseSequence
from vision.pelvis_stickers import track_pelvis
from vision.pelvis_track import PelvisTrack, StandingZero, refused_track, standing_zero
from vision.picture_quality import UNSHARP, PictureTally
from vision.sticker_quality import StickerGates
from vision.video import Frame

NO_REPS = "no repetition was found."
OTHER_LEG = "The start position was seen on one leg only: of the other one only the range is told."
NO_START = "Without a still start position before the first repetition only the range can be told."

# A hip hike hangs on its lower side for half of a set: both limits of the mean lie 6 degrees
# further than for running, whose mean is near level. A slow movement changes little from picture to
# picture, and video compression then hides what a cover does to a small sticker: up to 6 pixels
# wide a half covered one (2.6 degrees wrong) looked like a free one, from 8 on none did.
GATES = StickerGates(most_mean_deg=10.0, most_roll_deg=14.0, least_diameter_px=7.5)
# `PictureTally.blur` from which a cover hides in blur too: defocus by 1.5 % of the trunk length
# (0.62) left a half covered sticker to be seen, 2 % (0.68) did not; sharp pictures have 0.46.
BLUR_MAX = 0.64
# Quiet standing before the first repetition: 3 s are asked for, a still start is 1 s (B.0.3).
_STANDING_S = (3.0, 2.0, 1.0)
_BEFORE_S, _AFTER_S = 3.5, 0.3
_TOP_HALF_S = 0.125  # half of the 250 ms for which a drop counts (B.14)
_LEAST_SEEN = 0.8
_DROP_SIGN = {"left": 1.0, "right": -1.0}  # standing on that leg: + of the track is a drop


@dataclass(frozen=True, kw_only=True)
class PelvisRule:
    """A fault of the pelvis with a limit in the measurement specification.

    drop_max_deg   the free side lower than this at the top · range_min_deg  moved less than this
    """

    key: str
    meaning: str
    cue: str
    drop_max_deg: float = math.inf
    range_min_deg: float = 0.0

    def broken_by(self, rep: RepPelvis) -> bool:
        """Whether one repetition shows the fault; never by what is not known."""
        return rep.top_deg > self.drop_max_deg or rep.range_deg < self.range_min_deg


PELVIS_RULES = {
    "single_leg_squat": PelvisRule(
        key="pelvis_drops",
        meaning="The free side of the pelvis dropped by more than 6°.",
        cue="Belt line level.",
        drop_max_deg=6.0,  # B.14
    ),
    "hip_hike": PelvisRule(
        key="too_small",
        meaning="The pelvis moved by less than 6°.",
        cue="Lower a bit further.",
        range_min_deg=6.0,  # B.17
    ),
}
"""The exercises that need the pelvis, and what is judged of it."""


def find_pelvis(
    worn: StickersWorn,
    video: Iterable[Frame],
    poses: PoseSequence,
    session: ExerciseSession,
    alive: Callable[[], None],
) -> tuple[PelvisResult | None, PelvisTrack | None]:
    """The pelvis in a set, with its stickers as followed; None for exercises without need of it.

    poses  of every picture of the video; `alive` is called with each picture that is read again
    """
    if session.exercise_key not in PELVIS_RULES:
        return None, None
    if not worn.worn or not session.reps:
        reason = NO_REPS if worn.worn else NOT_WORN
        return PelvisResult(grade=None, reasons=(reason,)), None
    first_s = session.reps[0].start_s
    span_s = (first_s - _BEFORE_S, session.reps[-1].end_s + _AFTER_S)
    begin, end = np.searchsorted(poses.time_s, span_s)
    set_poses = poses[int(begin) : int(end)]
    pictures = PictureTally()
    track = track_pelvis(
        _looked_at(watched(video, span_s, alive), poses, pictures),
        set_poses,
        on_pelvis=True,
        taps=worn.taps,
        lens=lens_of(lens_at_hip=worn.lens_at_hip),
        strides=False,
        gates=GATES,
    )
    if pictures.blur > BLUR_MAX:
        track = refused_track(track.time_s, (UNSHARP, *track.reasons))
    if not track.refused:
        zero = start_zero(track, first_s)
        track = track.with_zero(zero, most_mean_deg=GATES.most_mean_deg)
    return pelvis_result(track, session), track


def _looked_at(
    frames: Iterable[Frame], poses: PoseSequence, pictures: PictureTally
) -> Iterator[Frame]:
    """The frames, whose sharpness is told to `pictures`."""
    for frame in frames:
        pictures.add(frame.image_rgb, poses.frame(min(frame.index, len(poses) - 1)))
        yield frame


def start_zero(track: PelvisTrack, first_s: float) -> StandingZero:
    """The tilt in the start position: the longest quiet time, up to 3 s, before the first rep."""
    tried = [
        standing_zero(track, start_s=first_s - length_s, end_s=first_s, least_s=least_s)
        for length_s, least_s in zip(_STANDING_S, (2.5, 1.5, 0.9), strict=True)
    ]
    return next((zero for zero in tried if not zero.reason), tried[0])


def pelvis_result(track: PelvisTrack, session: ExerciseSession) -> PelvisResult:
    """What a track says of each repetition, and the faults it shows."""
    if track.refused:
        return PelvisResult(grade=track.grade, reasons=track.reasons)
    zero, reasons = track.zero, track.reasons
    if zero is not None and zero.reason:
        reasons = tuple(dict.fromkeys((NO_START, zero.reason, *reasons)))
    reps = tuple(measure_rep(track, rep) for rep in session.reps)
    if any(rep.side != reps[0].side for rep in reps):
        reasons = (*reasons, OTHER_LEG)
        reps = tuple(_as_started(rep, reps[0].side) for rep in reps)
    return PelvisResult(
        grade=track.grade,
        reasons=reasons,
        zero_deg=zero.line_deg if zero else math.nan,
        reps=reps,
        faults=_faults(PELVIS_RULES[session.exercise_key], reps),
    )


def _as_started(rep: RepPelvis, side: str) -> RepPelvis:
    """Without what is relative to a start position on the other leg."""
    return rep if rep.side == side else replace(rep, start_deg=math.nan, top_deg=math.nan)


def measure_rep(track: PelvisTrack, rep: Rep) -> RepPelvis:
    """The drop of the free side in one repetition; NaN where a fifth of it was not seen."""
    sign = _DROP_SIGN.get(rep.side, math.nan)
    inside = (track.time_s >= rep.start_s) & (track.time_s <= rep.end_s)
    line_deg = _steady(track, track.line_deg)[inside]
    drop_deg = sign * _steady(track, track.obliquity_deg)
    seen = np.isfinite(line_deg).mean() if inside.any() else 0.0
    unknown = RepPelvis(index=rep.index, side=rep.side)
    if seen < _LEAST_SEEN:
        return unknown
    zero_sd_deg = track.zero.sd_deg if track.zero and not track.zero.reason else 0.0
    return replace(
        unknown,
        start_deg=_at(track, drop_deg, rep.start_s),
        top_deg=_at(track, drop_deg, rep.peak_s),
        range_deg=float(np.nanmax(line_deg) - np.nanmin(line_deg)),
        sd_deg=float(np.hypot(np.nanmedian(track.sd_deg[inside]), zero_sd_deg)),
    )


def _steady(track: PelvisTrack, value: np.ndarray) -> np.ndarray:
    """The median of a quarter of a second about each moment."""
    return np.asarray(rolling_median(track.time_s, value, _TOP_HALF_S))


def _at(track: PelvisTrack, value: np.ndarray, time_s: float) -> float:
    return float(value[np.abs(track.time_s - time_s).argmin()])


def _faults(rule: PelvisRule, reps: Sequence[RepPelvis]) -> tuple[FaultSummary, ...]:
    count = sum(rule.broken_by(rep) for rep in reps)
    if not count:
        return ()
    return (FaultSummary(key=rule.key, meaning=rule.meaning, cue=rule.cue, reps=count),)

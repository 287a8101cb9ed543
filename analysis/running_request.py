"""What to analyse of a runner: one to three videos of the same run, and what only people know."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from analysis.errors import RequestRefused
from analysis.request_checks import check_wishes
from analysis.sticker_choice import Stickers
from kinematics.pose import PoseSequence
from running.activity import Activity
from running.events import Events
from running.recording import RunView, Setup
from vision.models import ModelName
from vision.pelvis_track import Taps
from vision.video_errors import VideoLimits

CLIPS_MAX, CLIPS_WORD = 3, "three"
PROCESSES_MAX = 4  # of half a gigabyte each


def core_count() -> int:
    """How many processes are of use: the cores this one may use, of four at most."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on Windows and macOS
    cores = len(allowed(0)) if allowed else os.cpu_count() or 1
    return min(cores, PROCESSES_MAX)


@dataclass(frozen=True, kw_only=True)
class RunningClip:
    """One video of the run.

    name             what the user calls it
    view, activity   correct what was found from the landmarks; None = found
    standing         a video of 3 s of quiet standing by the same camera, or None
    standing_name    what the user calls it
    standing_s       or (start, end) of quiet standing within `video`, before the running
    taps             both stickers as tapped, in pixels of the analysed pictures
    playback_factor  speed at which the video plays, 0.25 = a quarter of real speed; None = its tag
    box              the subject at the start: left, top, width, height in pixels of the video
    roll_deg         camera roll from the edge of the deck, clockwise positive (`Setup.roll_deg`)
    events           gait events as set by hand, in place of those found
    annotated        the video with drawings is written there
    landmarks        of this very file, from an earlier analysis: the pose model is not run again
    """

    video: Path
    name: str
    view: RunView | None = None
    activity: Activity | None = None
    standing: Path | None = None
    standing_name: str = ""
    standing_s: tuple[float, float] | None = None
    taps: Taps | None = None
    playback_factor: float | None = None
    box: tuple[int, int, int, int] | None = None
    roll_deg: float | None = None
    events: Events | None = None
    annotated: Path | None = None
    landmarks: PoseSequence | None = None

    def __post_init__(self) -> None:
        if self.standing is not None and self.standing_s is not None:
            raise RequestRefused("Please give a standing video or a standing time, not both.")
        if self.standing_s is not None and not 0 <= self.standing_s[0] < self.standing_s[1]:
            raise RequestRefused("The standing time must be START,END in seconds, such as 0,3.")


@dataclass(frozen=True, kw_only=True)
class RunningRequest:
    """Videos of one run; `RequestRefused` for what no video fits.

    lens_at_hip  confirmed by a person: the lens within 15 cm of the height of the pelvis; without
                 it stickers give no degrees
    processes    that may find the landmarks of a long video together (`gait_landmarks`)
    speed_kmh, height_cm, incline_percent, shoes  as the person says; None = not known
    """

    clips: tuple[RunningClip, ...]
    speed_kmh: float | None = None
    height_cm: float | None = None
    incline_percent: float | None = None
    shoes: str | None = None
    stickers: Stickers = Stickers.NONE
    lens_at_hip: bool = False
    model: ModelName = "heavy"
    pictures: bool = True
    processes: int = field(default_factory=core_count)
    limits: VideoLimits = field(default_factory=VideoLimits)

    def __post_init__(self) -> None:
        if not 1 <= len(self.clips) <= CLIPS_MAX:
            raise RequestRefused(f"Please give one to {CLIPS_WORD} videos of the same run.")
        for clip in self.clips:
            check_wishes(model=self.model, playback_factor=clip.playback_factor, box=clip.box)
            self.setup(clip)
            self._check_output(clip)

    @property
    def sources(self) -> tuple[Path, ...]:
        """Every file that is read."""
        standing = (clip.standing for clip in self.clips if clip.standing is not None)
        return (*(clip.video for clip in self.clips), *standing)

    def setup(self, clip: RunningClip, *, roll_deg: float | None = None) -> Setup:
        """What the running engine needs to know; `RequestRefused` for an impossible value.

        roll_deg  from quiet standing; the edge of the deck goes before it
        """
        try:
            return Setup(
                view=clip.view,
                activity=clip.activity,
                speed_kmh=self.speed_kmh,
                height_cm=self.height_cm,
                roll_deg=roll_deg if clip.roll_deg is None else clip.roll_deg,
            )
        except ValueError as error:
            raise RequestRefused(f"Please check what you typed: {error}.") from error

    def _check_output(self, clip: RunningClip) -> None:
        target = clip.annotated
        if target is None or not target.exists():
            return
        if any(source.exists() and target.samefile(source) for source in self.sources):
            raise RequestRefused(f"{target.name} is a file that is read; choose another name.")

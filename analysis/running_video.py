"""Videos of a run, analysed: decode, pose, stickers, gait, pictures. Runs in a worker process."""

import math
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from analysis.errors import RequestRefused
from analysis.gait_landmarks import gait_landmarks
from analysis.running_pictures import PictureMaker
from analysis.running_request import RunningClip, RunningRequest
from analysis.running_result import AnalysedClip, PelvisFinding, RunningResult
from analysis.standing import camera_roll_deg, standing_part
from analysis.sticker_choice import Stickers
from analysis.stickers import NOT_WORN, lens_of, watched
from kinematics.pose import PoseSequence
from running.activity import Activity
from running.analysis import RunningAnalysis, analyse
from running.angles import PelvisSignal
from running.recording import RunView
from vision.models import find_model
from vision.pelvis_stickers import NO_ZERO, Lens, PelvisTrack, standing_zero, track_pelvis
from vision.pelvis_track import StandingZero
from vision.picture_quality import PictureTally
from vision.sticker_quality import StickerGates
from vision.video import VideoFile

NOT_REAR = "the pelvis is measured from behind, where the stickers are."

Report = Callable[[int, int], None]


@dataclass(kw_only=True)
class _Progress:
    """Counts frames over all videos; `alive` is a sign of life between them."""

    report: Report
    total: int
    done: int = 0

    def step(self, frames: int = 1) -> None:
        self.done += frames
        self.report(self.done, max(self.total, self.done))

    def alive(self) -> None:
        self.report(self.done, max(self.total, self.done))


@dataclass(frozen=True, kw_only=True)
class _Opened:
    """A wish with its open videos."""

    wish: RunningClip
    video: VideoFile
    standing: VideoFile | None


@dataclass(frozen=True, kw_only=True)
class _Standing:
    """Quiet standing: its landmarks, and its part of a video."""

    poses: PoseSequence
    video: VideoFile
    span_s: tuple[float, float]


def analyse_running(request: RunningRequest, report: Report) -> RunningResult:
    """Analyse the videos of one run; `report(done, total)` is called with each frame.

    Errors as `exercise_video.analyse_exercise`; a video in which nobody runs is no error: its
    measures are unknown, with the reason.
    """
    model = find_model(request.model)
    with ExitStack() as stack:
        opened = [_open(request, wish, stack) for wish in request.clips]
        total = sum(_frames(one) for one in opened)
        progress = _Progress(report=report, total=total)
        clips = tuple(_analyse_clip(request, one, progress) for one in opened)
    return RunningResult(request=request, clips=clips, model=model)


def _open(request: RunningRequest, wish: RunningClip, stack: ExitStack) -> _Opened:
    def opened(path: Path) -> VideoFile:
        factor = wish.playback_factor
        video = VideoFile(path, playback_factor=factor, limits=request.limits)
        return stack.enter_context(video)

    standing = opened(wish.standing) if wish.standing is not None else None
    return _Opened(wish=wish, video=opened(wish.video), standing=standing)


def _frames(one: _Opened) -> int:
    own = 0 if one.wish.landmarks is not None else one.video.info.frame_count
    return own + (one.standing.info.frame_count if one.standing else 0)


def _analyse_clip(request: RunningRequest, one: _Opened, progress: _Progress) -> AnalysedClip:
    wish, video = one.wish, one.video
    pictures = PictureTally()
    poses = wish.landmarks or gait_landmarks(video, wish, request, pictures, progress.step)
    if poses.image_size_wh != video.info.frame_size_wh:
        raise RequestRefused(f"The landmarks given for {wish.name} are of another video.")
    if wish.landmarks is not None:
        _look_at(pictures, video, poses, progress)
    start_s = wish.standing_s[1] if wish.standing_s else 0.0
    running = poses[int((poses.time_s < start_s).sum()) :]
    analysis = analyse(running, setup=request.setup(wish), flaws=pictures.flaws)
    finding, track = PelvisFinding(grade=None, reasons=(NOT_REAR,)), None
    if analysis.view.is_frontal and analysis.activity is Activity.RUNNING:
        standing = _standing(request, one, poses, progress)
        finding, track = _find_pelvis(request, one, running, analysis, standing, progress)
        roll_deg = camera_roll_deg(standing.poses if standing else None)
        setup = request.setup(wish, roll_deg=roll_deg)
        analysis = analyse(running, setup=setup, pelvis=_signal(track), flaws=pictures.flaws)
    if wish.events is not None:
        analysis = analysis.with_events(wish.events)
    clip = AnalysedClip(
        info=replace(video.info, name=wish.name),
        analysis=analysis,
        landmarks=poses,
        start_s=start_s,
        pelvis=finding,
        warnings=video.warnings,
        track=track,
    )
    if not request.pictures and wish.annotated is None:
        return clip
    moments, plain = PictureMaker(clip).make(wish, video, progress.alive)
    return replace(clip, moments=moments, plain=plain)


def _look_at(
    pictures: PictureTally, video: VideoFile, poses: PoseSequence, progress: _Progress
) -> None:
    """Light and sharpness of a video whose landmarks were found before."""
    for frame, pose in zip(video, poses, strict=False):
        pictures.add(frame.image_rgb, pose)
        progress.alive()


def _standing(
    request: RunningRequest, one: _Opened, poses: PoseSequence, progress: _Progress
) -> _Standing | None:
    """Quiet standing, from a video of its own or from the beginning of the running video."""
    if one.standing is not None and one.wish.standing is not None:
        wish = replace(one.wish, video=one.wish.standing, box=None)
        found = gait_landmarks(one.standing, wish, request, PictureTally(), progress.step)
        return _Standing(poses=found, video=one.standing, span_s=(0.0, math.inf))
    if one.wish.standing_s is None:
        return None
    part = standing_part(poses, one.wish.standing_s)
    return _Standing(poses=part, video=one.video, span_s=one.wish.standing_s)


def _find_pelvis(
    request: RunningRequest,
    one: _Opened,
    running: PoseSequence,
    analysis: RunningAnalysis,
    standing: _Standing | None,
    progress: _Progress,
) -> tuple[PelvisFinding, PelvisTrack | None]:
    """The stickers through the running, and what can be said of them."""
    if request.stickers is Stickers.NONE:
        return PelvisFinding(grade=None, reasons=(NOT_WORN,)), None
    if analysis.view is not RunView.REAR:
        return PelvisFinding(grade=None, reasons=(NOT_REAR,)), None
    frames = watched(one.video, (float(running.time_s[0]), math.inf), progress.alive)
    yaw_deg = analysis.run.recording.yaw_deg
    lens = lens_of(lens_at_hip=request.lens_at_hip, off_axis_deg=yaw_deg)
    track = track_pelvis(frames, running, on_pelvis=True, taps=one.wish.taps, lens=lens)
    if standing is None or track.refused:
        reasons = track.reasons if track.refused else _first(NO_ZERO, track.reasons)
        return PelvisFinding(grade=track.grade, reasons=reasons), track
    zero = _zero(standing, lens, progress)
    track = track.with_zero(zero)
    reasons = _first(zero.reason, track.reasons)
    finding = PelvisFinding(grade=track.grade, reasons=reasons, zero_deg=zero.line_deg)
    return finding, track


def _zero(standing: _Standing, lens: Lens, progress: _Progress) -> StandingZero:
    frames = watched(standing.video, standing.span_s, progress.alive)
    gates = StickerGates(least_strides=0.0)
    track = track_pelvis(frames, standing.poses, on_pelvis=True, lens=lens, gates=gates)
    start_s, end_s = standing.span_s
    return standing_zero(track, start_s=start_s, end_s=end_s)


def _first(sentence: str, others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in (sentence, *others) if text))


def _signal(track: PelvisTrack | None) -> PelvisSignal | None:
    """The pelvis for the running engine; None without a zero: no left–right without it."""
    if track is None or not np.isfinite(track.obliquity_deg).any():
        return None
    return PelvisSignal(time_s=track.time_s, obliquity_deg=track.obliquity_deg, sd_deg=track.sd_deg)

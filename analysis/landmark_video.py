"""A video's landmarks without any exercise: decode, pose, save. Runs in a worker process."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.errors import RequestRefused
from analysis.output_files import why_unwritable
from analysis.request_checks import BOX_RULE, check_wishes
from kinematics.pose import PoseSequence
from kinematics.pose_recorder import PoseRecorder
from vision.estimator import PoseEstimator
from vision.models import ModelName, PoseModel, find_model
from vision.picture_quality import PictureTally
from vision.subject import Box
from vision.video import Frame, VideoFile, VideoInfo, VideoLimits

OPENING_S, OPENING_STEP_S = 1.0, 0.25  # frames from which the subject is chosen
WHOLE_S = (0.0, math.inf)


@dataclass(frozen=True, kw_only=True)
class LandmarkRequest:
    """Whose landmarks to take from which video; fields as in `ExerciseRequest`.

    output  the .npz file to write; None: the landmarks come with the answer
    span_s  the part of the video: from, to before; real seconds
    lead_s  so much before it is read, too, and not looked at for the quality of the picture
    smooth  False for gait: no causal smoothing by the model

    `RequestRefused` for what no video fits.
    """

    video: Path
    name: str
    output: Path | None
    model: ModelName = "heavy"
    playback_factor: float | None = None
    box: tuple[int, int, int, int] | None = None
    span_s: tuple[float, float] = WHOLE_S
    lead_s: float = 0.0
    smooth: bool = True
    limits: VideoLimits = field(default_factory=VideoLimits)

    def __post_init__(self) -> None:
        check_wishes(model=self.model, playback_factor=self.playback_factor, box=self.box)


@dataclass(frozen=True, kw_only=True)
class LandmarkAnalysis:
    """What was read and with what; `poses` when no file was asked for."""

    clip: VideoInfo
    model: PoseModel
    frames: int
    warnings: tuple[str, ...]
    pictures: PictureTally = field(default_factory=PictureTally)
    poses: PoseSequence | None = None


def extract_landmarks(
    request: LandmarkRequest, report: Callable[[int, int], None]
) -> LandmarkAnalysis:
    """Find the landmarks of one video; errors as `exercise_video.analyse_exercise`."""
    model, pictures = find_model(request.model), PictureTally()
    with VideoFile(
        request.video, playback_factor=request.playback_factor, limits=request.limits
    ) as video:
        recorder = record_poses(
            video, request, pictures, lambda frame: report(frame.index + 1, video.info.frame_count)
        )
        clip = replace(video.info, name=request.name)
        poses = None
        if request.output is None:
            poses = recorder.sequence(image_size_wh=clip.frame_size_wh, source=request.name)
        else:
            save_landmarks(recorder, request.output, clip.frame_size_wh, request.name)
        return LandmarkAnalysis(
            clip=clip,
            model=model,
            frames=len(recorder),
            warnings=video.warnings,
            pictures=pictures,
            poses=poses,
        )


def record_poses(
    video: VideoFile,
    request: LandmarkRequest,
    pictures: PictureTally,
    report: Callable[[Frame], None],
) -> PoseRecorder:
    """The poses of the open video asked for; `report` is called with every frame that is read."""
    recorder, (start_s, end_s) = PoseRecorder(), request.span_s
    box = box_in_frames(request.box, video.info)
    with PoseEstimator(find_model(request.model), box=box, smooth=request.smooth) as estimator:
        if start_s <= 0:  # else the subject is chosen from one picture: not to read so far twice
            estimator.settle(opening_frames(video))
        for frame in video:
            report(frame)
            if frame.time_s >= end_s:
                break
            if frame.time_s >= start_s - request.lead_s:
                pose = estimator.estimate(frame)
                recorder.add(pose)
                if frame.time_s >= start_s:
                    pictures.add(frame.image_rgb, pose)
    return recorder


def opening_frames(video: VideoFile) -> list[Frame]:
    """A few frames of the first second."""
    chosen: list[Frame] = []
    for frame in video:
        if frame.time_s > OPENING_S:
            break
        if not chosen or frame.time_s - chosen[-1].time_s >= OPENING_STEP_S:
            chosen.append(frame)
    return chosen


def box_in_frames(box: tuple[int, int, int, int] | None, info: VideoInfo) -> Box | None:
    """The user's box (pixels of the video as shown) in pixels of the frames that are analysed."""
    if box is None:
        return None
    left, top, width, height = box
    inside = 0 <= left < info.width and 0 <= top < info.height
    if width <= 0 or height <= 0 or not inside:
        raise RequestRefused(BOX_RULE)
    scale = info.frame_size_wh[0] / info.width
    return Box(
        left=round(left * scale),
        top=round(top * scale),
        right=round((left + width) * scale),
        bottom=round((top + height) * scale),
    ).grown(0.0, info.frame_size_wh)


def save_landmarks(recorder: PoseRecorder, path: Path, size_wh: tuple[int, int], name: str) -> None:
    """Write the recording under its name only when it is complete."""
    partial = path.with_name(f".{path.name}.part.npz")
    try:
        recorder.save_npz(str(partial), image_size_wh=size_wh, source=name)
        partial.replace(path)
    except OSError as error:
        raise RequestRefused(why_unwritable(path.name, error)) from error
    finally:
        partial.unlink(missing_ok=True)

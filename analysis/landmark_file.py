"""A landmark recording from a file, in place of a video."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.errors import RequestRefused
from kinematics.pose import LandmarkFileError, PoseSequence


@dataclass(frozen=True, kw_only=True)
class RecordingInfo:
    """What is known of a landmark recording; fields as in `vision.video.VideoInfo`.

    sha256 is that of the .npz file. fps and duration_s are NaN for fewer than two frames.
    time_scale is the factor given for this analysis; that of the video is in the times already.
    """

    name: str
    sha256: str
    width: int
    height: int
    fps: float
    duration_s: float
    frame_count: int
    time_scale: float | None = None


def load_recording(
    path: Path, *, time_scale: float | None = None
) -> tuple[PoseSequence, RecordingInfo]:
    """The landmarks of a file (docs/formats.md), their times multiplied by `time_scale`.

    `RequestRefused` for a bad file.
    """
    try:
        poses = PoseSequence.load_npz(str(path))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except LandmarkFileError as error:
        raise RequestRefused(str(error)) from error
    except OSError as error:
        raise RequestRefused("The landmark file cannot be read.") from error
    if time_scale is not None:
        poses = replace(poses, time_s=poses.time_s * time_scale)
    return poses, _recording_info(poses, path.name, digest, time_scale)


def _recording_info(
    poses: PoseSequence, name: str, digest: str, time_scale: float | None
) -> RecordingInfo:
    frames = len(poses)
    step_s = (poses.time_s[-1] - poses.time_s[0]) / (frames - 1) if frames > 1 else float("nan")
    return RecordingInfo(
        name=name,
        sha256=digest,
        width=poses.image_size_wh[0],
        height=poses.image_size_wh[1],
        fps=float(1 / step_s),
        duration_s=float(frames * step_s),
        frame_count=frames,
        time_scale=time_scale,
    )

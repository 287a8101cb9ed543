"""A landmark recording of an exercise, analysed: the same coach as for a video, without pixels."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import RequestRefused
from analysis.exercise_session import ExerciseSession, coach_poses
from analysis.request_checks import asked_exercise
from kinematics.landmarks import Side
from kinematics.pose import LandmarkFileError, PoseSequence


@dataclass(frozen=True, kw_only=True)
class RecordingInfo:
    """What is known of a landmark recording; fields as in `vision.video.VideoInfo`.

    sha256 is that of the .npz file. fps and duration_s are NaN for fewer than two frames.
    """

    name: str
    sha256: str
    width: int
    height: int
    fps: float
    duration_s: float
    frame_count: int


@dataclass(frozen=True, kw_only=True)
class RecordedAnalysis:
    """The session and the recording it comes from; which model made it is not known."""

    session: ExerciseSession
    clip: RecordingInfo
    warnings: tuple[str, ...] = ()
    model: None = None


def analyse_recording(
    path: Path, exercise_key: str, *, side: Side | None = None
) -> RecordedAnalysis:
    """Run the coach over a landmark file (docs/formats.md).

    `RequestRefused` for a bad file or an unknown exercise.
    """
    exercise = asked_exercise(exercise_key)
    try:
        poses = PoseSequence.load_npz(str(path))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except LandmarkFileError as error:
        raise RequestRefused(str(error)) from error
    except OSError as error:
        raise RequestRefused("The landmark file cannot be read.") from error
    session = coach_poses(poses, exercise, image_size_wh=poses.image_size_wh, side=side)
    return RecordedAnalysis(session=session, clip=_recording_info(poses, path.name, digest))


def _recording_info(poses: PoseSequence, name: str, digest: str) -> RecordingInfo:
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
    )

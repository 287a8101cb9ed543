"""A landmark recording of an exercise, analysed: the same coach as for a video, without pixels."""

from dataclasses import dataclass
from pathlib import Path

from analysis.exercise_session import ExerciseSession, ExerciseSettings, coach_poses
from analysis.landmark_file import RecordingInfo, load_recording
from analysis.recognition import Proposal
from analysis.request_checks import asked_exercise
from kinematics.landmarks import Side
from kinematics.steadiness import uneven_pictures


@dataclass(frozen=True, kw_only=True)
class RecordedAnalysis:
    """The session and the recording it comes from; which model made it is not known."""

    session: ExerciseSession
    clip: RecordingInfo
    settings: ExerciseSettings
    warnings: tuple[str, ...] = ()
    model: None = None
    proposal: Proposal | None = None


def analyse_recording(
    path: Path, exercise_key: str, *, side: Side | None = None, proposal: Proposal | None = None
) -> RecordedAnalysis:
    """Run the coach over a landmark file (docs/formats.md).

    `RequestRefused` for a bad file or an unknown exercise.
    """
    exercise = asked_exercise(exercise_key)
    poses, info = load_recording(path)
    session = coach_poses(poses, exercise, image_size_wh=poses.image_size_wh, side=side)
    warnings = uneven_pictures(poses.time_s)
    return RecordedAnalysis(
        session=session,
        clip=info,
        warnings=warnings,
        settings=ExerciseSettings(side=side),
        proposal=proposal,
    )

"""What came of a set: its landmarks as a recording, analysed exactly like an uploaded one."""

from dataclasses import asdict, dataclass
from typing import Any

from analysis.exercise_session import ExerciseSettings, coach_poses
from analysis.landmark_file import load_recording
from analysis.recorded_exercise import RecordedAnalysis
from analysis.session_document import session_document
from ui.live.endpoint import restore
from ui.live.plan import SetPlan
from ui.live.store import SetFolder

RECORDING = "landmarks.npz"


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the person said of the set; pain and effort 0…10, None = not asked or not answered.

    felt         where it was felt most (measurement specification B.0.6)
    pain         the most in buttock or hip during the set, pain_before and pain_after it (C.5)
    leg_rise     points by which symptoms of the leg were more than before, at their most (C.5)
    eased        how long until the leg was as before: `programme.signals.Eased`
    stopped_for  why the set was ended: `programme.safety.StopReason`
    """

    felt: str | None = None
    effort: int | None = None
    pain: int | None = None
    pain_before: int | None = None
    pain_after: int | None = None
    leg_rise: int | None = None
    eased: str | None = None
    stopped_for: str | None = None


@dataclass(frozen=True, kw_only=True)
class SetOutcome:
    """A set and its analysis."""

    plan: SetPlan
    analysis: RecordedAnalysis

    def document(self, answers: Answers) -> dict[str, Any]:
        """The document of an uploaded recording (exercise-session/1), with plan and answers."""
        live = {"plan": self.plan.to_json(), "answers": asdict(answers)}
        return session_document(self.analysis) | {"live": live}


def conclude(folder: SetFolder) -> SetOutcome | None:
    """End the set and analyse what was done; None when it never began."""
    live = restore(folder, keep_poses=True)
    recording = live.recording()
    if not len(recording):
        return None
    path = folder.path / RECORDING
    recording.save_npz(str(path))
    plan = folder.plan
    poses, info = load_recording(path)
    session = coach_poses(poses, plan.exercise, image_size_wh=poses.image_size_wh, side=plan.side)
    settings = ExerciseSettings(side=plan.side)
    analysis = RecordedAnalysis(session=session, clip=info, settings=settings)
    return SetOutcome(plan=plan, analysis=analysis)

"""Which exercise does a video show? Its landmarks, and the proposal of `exercises.recognise`.

Runs in a worker process. The landmarks are written, so that the analysis that follows need not make
them again.
"""

from collections.abc import Callable
from dataclasses import dataclass

from analysis.errors import RequestRefused
from analysis.landmark_video import LandmarkAnalysis, LandmarkRequest, extract_landmarks
from exercises.recognise import Candidate, Recognition, recognise
from exercises.registry import load_exercises
from kinematics.pose import PoseSequence


@dataclass(frozen=True, kw_only=True)
class RecognitionRequest(LandmarkRequest):
    """A video whose exercise nobody has named; `output` gets its landmarks."""


@dataclass(frozen=True, kw_only=True)
class RecognisedVideo(LandmarkAnalysis):
    """What was read, and which exercise it may be."""

    recognition: Recognition


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The exercise of an analysis was proposed, not named.

    confidence  as in `exercises.recognise.Candidate` · confirmed  a person said that it is right
    """

    confidence: float
    confirmed: bool = False


def recognise_video(
    request: RecognitionRequest, report: Callable[[int, int], None]
) -> RecognisedVideo:
    """Write the landmarks of one video and propose an exercise."""
    read = extract_landmarks(request, report)
    found = recognise_poses(PoseSequence.load_npz(str(request.output)))
    return RecognisedVideo(
        clip=read.clip,
        model=read.model,
        frames=read.frames,
        warnings=read.warnings,
        recognition=found,
    )


def recognise_poses(poses: PoseSequence) -> Recognition:
    """Which exercise of the catalogue a recording may show."""
    return recognise(poses, load_exercises().values())


def sure_candidate(found: Recognition) -> Candidate:
    """The one exercise it is; `RequestRefused` naming those it may be when that is not sure."""
    if found.sure is not None:
        return found.sure
    if not found.candidates:
        raise RequestRefused(
            "None of the exercises was recognised; please say which one it is: --exercise KEY "
            "(`exercises` lists them)."
        )
    named = " or ".join(f"{candidate_text(c)}: {c.exercise.key}" for c in found.candidates)
    raise RequestRefused(
        f"Not sure which exercise this is. It may be {named}. Please say which: --exercise KEY."
    )


def candidate_text(candidate: Candidate) -> str:
    """An exercise and what speaks for it, such as "Squat (2 repetitions)"."""
    counts = [(candidate.full, ""), (candidate.partial, "partial ")]
    seen = [
        f"{count} {kind}repetition{'s' if count > 1 else ''}" for count, kind in counts if count
    ]
    side = f", {candidate.side.value} leg" if candidate.side else ""
    return f"{candidate.exercise.name} ({' and '.join(seen) or 'its start position'}{side})"

"""Glute Coach on the command line: the same analyses as the app, without a browser.

Exit codes: 0 done · 2 the input cannot be used, one sentence says why · 1 a fault of the program,
with the place of its details · 130 interrupted.
"""

import logging
import os
import signal
import sys
import tempfile
import time
import traceback
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.errors import RequestRefused
from analysis.sticker_choice import Stickers
from cli_batch import analyse_batch
from cli_exercise import STDOUT, print_lines, table, tell_analysis
from cli_records import add_records_commands
from cli_running import LensAtHip, StickersOn, add_commands

if TYPE_CHECKING:
    from analysis.exercise_video import ExerciseAnalysis, ExerciseRequest
    from analysis.jobs import Job
    from analysis.landmark_video import LandmarkRequest
    from analysis.recorded_exercise import RecordedAnalysis
    from analysis.running_request import RunningRequest
    from analysis.stickers import StickersWorn
    from exercises.recognise import Recognition
    from kinematics.landmarks import Side

EXIT_FAULT, EXIT_REFUSED = 1, 2
POLL_S = 0.1
LINE_EVERY_S = 30.0  # progress when standard error is no terminal
SIDE_WORDS = {
    "both": "both legs",
    "upper": "the upper leg",
    "asked": "left or right",
    "either": "one leg at a time",
}
ONLY_FOR_VIDEO = (
    "--model, --playback-factor, --box, --landmarks, --annotated and --stickers need a video."
)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Count repetitions and measure visible body positions in a video. Not a diagnosis.",
)
add_records_commands(app)


class SideChoice(StrEnum):
    """Which leg works; BOTH: both, or whichever it is."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


class ModelChoice(StrEnum):
    """The pose model, from the most exact to the fastest."""

    HEAVY = "heavy"
    FULL = "full"
    LITE = "lite"


class ProgramFault(Exception):
    """The program failed: a sentence, and details for developers."""

    def __init__(self, sentence: str, details: str) -> None:
        super().__init__(sentence)
        self.details = details


Model = Annotated[ModelChoice, typer.Option(help="Pose model: heavy is the most exact.")]
Playback = Annotated[
    float | None,
    typer.Option(metavar="F", help="Slow motion: 0.25 when it plays at a quarter of real speed."),
]
LandmarksOut = Annotated[Path | None, typer.Option(metavar="OUT.npz", help="Write the landmarks.")]
Box = Annotated[
    str | None, typer.Option(metavar="X,Y,W,H", help="Where the person starts, in pixels.")
]


@app.command("exercises")
def list_exercises() -> None:
    """List the exercises: key, name, where the camera stands, which side works."""
    from exercises.registry import load_exercises

    found = load_exercises().values()
    rows = [(e.key, e.name, e.camera.view.value, SIDE_WORDS[e.sides.value]) for e in found]
    print(table([("KEY", "NAME", "CAMERA", "SIDES"), *rows]))


@app.command("exercise")
def analyse(
    video: Annotated[Path | None, typer.Argument(metavar="VIDEO", help="The video.")] = None,
    key: Annotated[
        str | None,
        typer.Option(
            "--exercise",
            metavar="KEY",
            help="Which one; `exercises` lists them. Left out: found out, or asked for.",
        ),
    ] = None,
    from_landmarks: Annotated[
        Path | None, typer.Option(metavar="FILE.npz", help="A landmark file in place of a video.")
    ] = None,
    side: Annotated[
        SideChoice, typer.Option(help="The working leg; both: both, or whichever it is.")
    ] = SideChoice.BOTH,
    model: Model = ModelChoice.HEAVY,
    playback_factor: Playback = None,
    box: Box = None,
    json_out: Annotated[
        Path | None, typer.Option("--json", metavar="OUT", help="Write the result; - to stdout.")
    ] = None,
    landmarks: LandmarksOut = None,
    annotated: Annotated[
        Path | None, typer.Option(metavar="OUT.mp4", help="Write the video with drawings.")
    ] = None,
    stickers: StickersOn = Stickers.NONE,
    lens_at_hip: LensAtHip = False,
) -> None:
    """Count and judge the repetitions in a video, or in a landmark file."""
    if (video is None) == (from_landmarks is None):
        raise RequestRefused("Please give either a video or --from-landmarks with a file.")
    _check_outputs(json_out, landmarks, annotated, source=video or from_landmarks)
    if from_landmarks is not None:
        other = model is not ModelChoice.HEAVY or stickers is not Stickers.NONE
        if other or any((landmarks, annotated, playback_factor, box)):
            raise RequestRefused(ONLY_FOR_VIDEO)
        tell_analysis(_analyse_landmarks(from_landmarks, key, side), json_out)
    elif video is not None:
        wishes = {
            "video": video,
            "name": video.name,
            "model": model.value,
            "playback_factor": playback_factor,
            "box": _box(box),
        }
        worn = _worn(stickers, lens_at_hip=lens_at_hip)
        more = {"annotated": annotated, "landmarks": landmarks, "stickers": worn}
        tell_analysis(_analyse_video(wishes, more, key, side), json_out)


@app.command("landmarks")
def extract(
    video: Annotated[Path, typer.Argument(metavar="VIDEO", help="The video.")],
    output: Annotated[Path, typer.Argument(metavar="OUT.npz", help="The landmark file.")],
    model: Model = ModelChoice.HEAVY,
    playback_factor: Playback = None,
    box: Box = None,
    no_smoothing: Annotated[
        bool, typer.Option("--no-smoothing", help="Landmarks of each picture alone (gait).")
    ] = False,
) -> None:
    """Write the landmarks of the person in a video, without any exercise."""
    from analysis.landmark_video import LandmarkRequest

    request = LandmarkRequest(
        video=video,
        name=video.name,
        output=output,
        model=model.value,
        playback_factor=playback_factor,
        box=_box(box),
        smooth=not no_smoothing,
    )
    found = _run(request)
    print(f"{found.clip.frame_count} frames of {video.name} -> {output}")
    print_lines(found.warnings)


# ---- wishes ---------------------------------------------------------------------------------


def _asked_side(key: str, choice: SideChoice) -> "Side | None":
    """The side for the coach, None = found out; says so when a side makes no difference."""
    from analysis.request_checks import asked_exercise
    from exercises.spec import Sides
    from kinematics.landmarks import Side

    exercise = asked_exercise(key)
    if exercise.sides is Sides.BOTH and choice is not SideChoice.BOTH:
        print(f"Both legs work in {exercise.name}; --side is ignored.", file=sys.stderr)
        return None
    return None if choice is SideChoice.BOTH else Side(choice.value)


def _worn(on: Stickers, *, lens_at_hip: bool) -> "StickersWorn":
    from analysis.stickers import StickersWorn

    return StickersWorn(on=on, lens_at_hip=lens_at_hip)


def _box(text: str | None) -> tuple[int, int, int, int] | None:
    if text is None:
        return None
    try:
        left, top, width, height = (int(part) for part in text.split(","))
    except ValueError as error:
        raise RequestRefused("--box must be four whole numbers: X,Y,W,H.") from error
    return left, top, width, height


def _check_outputs(
    json_out: Path | None, landmarks: Path | None, annotated: Path | None, *, source: Path | None
) -> None:
    """`RequestRefused` when a result could not be written: before any work is done."""
    from analysis.output_files import OutputFiles

    targets = [t for t in (json_out, landmarks, annotated) if t is not None and t != STDOUT]
    OutputFiles(targets, source=source).discard()
    if annotated is not None and annotated.suffix.lower() != ".mp4":
        raise RequestRefused("The video with drawings is an MP4: its name must end in .mp4.")


# ---- work -----------------------------------------------------------------------------------


def _analyse_landmarks(path: Path, key: str | None, side: SideChoice) -> "RecordedAnalysis":
    from analysis.landmark_file import load_recording
    from analysis.recognition import recognise_poses
    from analysis.recorded_exercise import analyse_recording

    if key is None:
        poses, _ = load_recording(path)
        return analyse_recording(path, **_proposed(recognise_poses(poses), side))
    return analyse_recording(path, key, side=_asked_side(key, side))


def _analyse_video(
    wishes: dict[str, Any], more: dict[str, Any], key: str | None, side: SideChoice
) -> "ExerciseAnalysis":
    """Analyse a video; one whose exercise nobody named is looked through once more before.

    wishes  of any analysis of the video · more  of the exercise only
    """
    from analysis.exercise_video import ExerciseAnalysis, ExerciseRequest
    from analysis.recognition import RecognitionRequest

    if key is not None:
        asked = _asked_side(key, side)
        named: ExerciseAnalysis = _run(
            ExerciseRequest(**wishes, **more, exercise_key=key, side=asked)
        )
        return named
    with tempfile.TemporaryDirectory(prefix="glute-coach-") as folder:
        poses = Path(folder) / "landmarks.npz"
        found = _run(RecognitionRequest(**wishes, output=poses))
        proposed = _proposed(found.recognition, side)
        unnamed: ExerciseAnalysis = _run(ExerciseRequest(**wishes, **more, **proposed, poses=poses))
        return unnamed


def _proposed(found: "Recognition", choice: SideChoice) -> dict[str, Any]:
    """The exercise nobody named, for a request, said aloud; `RequestRefused` when not sure."""
    from analysis.recognition import Proposal, candidate_text, sure_candidate
    from kinematics.landmarks import Side

    candidate = sure_candidate(found)
    print(
        f"No exercise was named; this looks like {candidate_text(candidate)}, confidence "
        f"{candidate.confidence:.2f}. If that is wrong, name it with --exercise.",
        file=sys.stderr,
    )
    side = candidate.side if choice is SideChoice.BOTH else Side(choice.value)
    key = candidate.exercise.key
    proposal = Proposal(confidence=candidate.confidence)
    return {"exercise_key": key, "side": side, "proposal": proposal}


def _run(request: "ExerciseRequest | LandmarkRequest | RunningRequest") -> Any:
    """The result of a job; cancels it when interrupted."""
    from analysis.jobs import JobState, start_job

    job = start_job(request)
    try:
        _show_progress(job)
    except BaseException:
        job.cancel()
        job.wait()
        raise
    if job.state is JobState.REFUSED:
        raise RequestRefused(job.message)
    if job.state is not JobState.DONE:
        raise ProgramFault(job.message, job.details)
    return job.result


def _show_progress(job: "Job") -> None:
    """Wait for the end; a bar on a terminal, else a line now and then."""
    if not sys.stderr.isatty():
        while not job.wait(LINE_EVERY_S):
            print(f"{job.progress.done} of {job.progress.total} frames", file=sys.stderr)
        return
    while not job.progress.total and not job.wait(POLL_S):
        pass
    with typer.progressbar(length=max(job.progress.total, 1), file=sys.stderr) as bar:
        ended = False
        while not ended:
            ended = job.wait(POLL_S)
            bar.update(min(job.progress.done, bar.length or 0) - bar.pos)


add_commands(app, _run)
app.command("batch")(analyse_batch)


# ---- ends -----------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    logging.getLogger().addHandler(logging.NullHandler())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        return app(arguments, standalone_mode=False) or 0
    except RequestRefused as error:
        return _end(str(error), EXIT_REFUSED)
    except typer.TyperException as error:
        return _end(_sentence(error), EXIT_REFUSED)
    except ProgramFault as error:
        return _end(f"{error}{_kept(error.details)}", EXIT_FAULT)
    except BrokenPipeError:  # the reader of our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAULT
    except Exception:
        sentence = "This failed because of a fault in the program."
        return _end(f"{sentence}{_kept(traceback.format_exc())}", EXIT_FAULT)


def _sentence(error: typer.TyperException) -> str:
    """A wrong argument in one line; the help of a command without any stays as it is."""
    message = error.format_message().strip()
    return message if "\n" in message or message.endswith(".") else f"{message}."


def _end(message: str, code: int) -> int:
    print(message.strip(), file=sys.stderr)
    return code


def _kept(details: str) -> str:
    """Put details where they can be found; says where."""
    if not details:
        return ""
    import platformdirs

    path = platformdirs.user_log_path("glute-coach", appauthor=False) / "last-error.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{time.strftime('%F %T')}\n{details}", encoding="utf-8")
    except OSError:
        return f"\n{details}"
    return f" Details: {path}"


if __name__ == "__main__":
    sys.exit(main())

"""The commands `running` and `compare`: a run in videos, and two runs of one person."""

import json
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.errors import RequestRefused
from analysis.sticker_choice import Stickers
from cli_motion import motion_targets, numbered, write_motion

if TYPE_CHECKING:
    from analysis.running_request import RunningClip, RunningRequest
    from analysis.running_result import RunningResult
    from running.compare import Comparison

STDOUT = Path("-")


class ViewChoice(StrEnum):
    """Where the camera stands; AUTO: found in the video."""

    AUTO = "auto"
    REAR = "rear"
    FRONT = "front"
    LEFT = "left"
    RIGHT = "right"


class ModelChoice(StrEnum):
    """The pose model, from the most exact to the fastest."""

    HEAVY = "heavy"
    FULL = "full"
    LITE = "lite"


Videos = Annotated[list[Path], typer.Argument(metavar="VIDEO…", help="One to three.")]
FromLandmarks = Annotated[
    bool, typer.Option("--from-landmarks", help="The files are landmarks (.npz), not videos.")
]
Speed = Annotated[
    float | None, typer.Option("--speed", "--speed-kmh", help="Of the treadmill, km/h.")
]
Height = Annotated[float | None, typer.Option("--height", "--height-cm", help="Of the runner, cm.")]
Incline = Annotated[float | None, typer.Option(help="Of the treadmill, percent.")]
Shoes = Annotated[str | None, typer.Option(help="Which, to compare sessions.")]
View = Annotated[
    list[ViewChoice] | None, typer.Option(help="Of each video, in their order; once: of all.")
]
StickersOn = Annotated[
    Stickers, typer.Option(help="Two stickers on the back of the pelvis are on …")
]
LensAtHip = Annotated[
    bool,
    typer.Option(
        "--lens-at-hip",
        help="You confirm: lens within 15 cm of the height of the pelvis. Stickers need it.",
    ),
]
Standing = Annotated[
    Path | None, typer.Option(help="A video of 3 s of quiet standing, for the first video.")
]
StandingSpan = Annotated[
    str | None,
    typer.Option("--standing-s", metavar="START,END", help="Or when it is, in the first video."),
]
Playback = Annotated[
    float | None,
    typer.Option(metavar="F", help="Slow motion: 0.25 when it plays at a quarter of real speed."),
]
Model = Annotated[ModelChoice, typer.Option(help="Pose model: heavy is the most exact.")]
JsonOut = Annotated[
    Path | None, typer.Option("--json", metavar="OUT", help="Write everything; - to stdout.")
]
CsvOut = Annotated[Path | None, typer.Option("--csv", metavar="OUT", help="Write the measures.")]
StepsOut = Annotated[
    Path | None, typer.Option("--steps-csv", metavar="OUT", help="Write every step.")
]
ReportOut = Annotated[
    Path | None, typer.Option("--report", metavar="OUT.pdf", help="Write a PDF to print.")
]
AnnotatedOut = Annotated[
    Path | None, typer.Option(metavar="OUT.mp4", help="Write the drawn video (OUT-2.mp4, …).")
]

LandmarksOut = Annotated[
    Path | None,
    typer.Option("--landmarks", metavar="OUT.npz", help="Write the landmarks (OUT-2.npz, …)."),
]
TrcOut = Annotated[
    Path | None,
    typer.Option("--trc", metavar="OUT.trc", help="Write landmarks for OpenSim (OUT-2.trc, …)."),
]
MotOut = Annotated[
    Path | None,
    typer.Option("--mot", metavar="OUT.mot", help="Write angles for OpenSim (OUT-2.mot, …)."),
]
C3dOut = Annotated[
    Path | None,
    typer.Option("--c3d", metavar="OUT.c3d", help="Write landmarks, angles, events as C3D."),
]


def add_commands(app: typer.Typer, run: Callable[[Any], Any]) -> None:
    """Add the commands; `run` waits for a request's job and gives its result."""

    @app.command("running")
    def running(
        videos: Videos,
        from_landmarks: FromLandmarks = False,
        speed: Speed = None,
        height: Height = None,
        incline: Incline = None,
        shoes: Shoes = None,
        view: View = None,
        stickers: StickersOn = Stickers.NONE,
        lens_at_hip: LensAtHip = False,
        standing: Standing = None,
        standing_s: StandingSpan = None,
        playback_factor: Playback = None,
        model: Model = ModelChoice.HEAVY,
        json_out: JsonOut = None,
        csv_out: CsvOut = None,
        steps_csv: StepsOut = None,
        report: ReportOut = None,
        annotated: AnnotatedOut = None,
        landmarks: LandmarksOut = None,
        trc: TrcOut = None,
        mot: MotOut = None,
        c3d: C3dOut = None,
    ) -> None:
        """Measure a run on a treadmill, filmed from behind, from the sides, or both."""
        from analysis.running_request import RunningRequest

        files = motion_targets(len(videos), landmarks=landmarks, trc=trc, mot=mot, c3d=c3d)
        _check_outputs((json_out, csv_out, steps_csv, report, *files), videos)
        request = RunningRequest(
            clips=_clips(videos, view, annotated, (standing, _span(standing_s)), playback_factor),
            speed_kmh=speed,
            height_cm=height,
            incline_percent=incline,
            shoes=shoes,
            stickers=stickers,
            lens_at_hip=lens_at_hip,
            model=model.value,
            pictures=report is not None,
        )
        result = _from_landmarks(request) if from_landmarks else run(request)
        _write(result, csv_out=csv_out, steps_csv=steps_csv, report=report)
        _tell(result, json_out)
        write_motion(result, files)

    app.command("compare")(_compare)


def _compare(
    before: Annotated[Path, typer.Argument(metavar="BEFORE.json", help="From --json.")],
    after: Annotated[Path, typer.Argument(metavar="AFTER.json", help="From --json.")],
) -> None:
    """Compare two runs of one person: better, same, worse or cannot tell."""
    from analysis.running_comparison import compare_documents, load_document

    found = compare_documents(load_document(before), load_document(after))
    for view, comparison in found.items():
        print(f"{view}:")
        _print_comparison(comparison)


def _clips(
    videos: list[Path],
    view: list[ViewChoice] | None,
    annotated: Path | None,
    standing: tuple[Path | None, tuple[float, float] | None],
    playback_factor: float | None,
) -> tuple["RunningClip", ...]:
    from analysis.running_request import RunningClip

    views, outputs = _views(view, len(videos)), _annotated(annotated, len(videos))
    return tuple(
        RunningClip(
            video=video,
            name=video.name,
            view=views[n],
            standing=standing[0] if n == 0 else None,
            standing_s=standing[1] if n == 0 else None,
            playback_factor=playback_factor,
            annotated=outputs[n],
        )
        for n, video in enumerate(videos)
    )


def _views(chosen: list[ViewChoice] | None, count: int) -> list[Any]:
    from running.recording import RunView

    chosen = chosen or [ViewChoice.AUTO]
    if len(chosen) not in (1, count):
        raise RequestRefused("Please give --view once, or once for each video.")
    every = chosen * count if len(chosen) == 1 else chosen
    return [None if view is ViewChoice.AUTO else RunView(view.value) for view in every]


def _annotated(path: Path | None, count: int) -> list[Path | None]:
    if path is None:
        return [None] * count
    if path.suffix.lower() != ".mp4":
        raise RequestRefused("The video with drawings is an MP4: its name must end in .mp4.")
    return [*numbered(path, count)]


def _from_landmarks(request: "RunningRequest") -> "RunningResult":
    from analysis.recorded_running import analyse_recorded_running

    return analyse_recorded_running(request)


def _span(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        start, end = (float(part) for part in text.split(","))
    except ValueError as error:
        raise RequestRefused("--standing-s must be START,END in seconds, such as 0,3.") from error
    return start, end


def _check_outputs(paths: tuple[Path | None, ...], videos: list[Path]) -> None:
    """`RequestRefused` when a result could not be written: before any work is done."""
    from analysis.output_files import OutputFiles

    targets = [path for path in paths if path is not None and path != STDOUT]
    for video in videos:
        OutputFiles(targets, source=video).discard()


def _write(
    result: "RunningResult", *, csv_out: Path | None, steps_csv: Path | None, report: Path | None
) -> None:
    from analysis.output_files import write_bytes, write_text
    from analysis.running_document import measure_table_csv, step_table_csv

    if csv_out is not None:
        write_text(csv_out, measure_table_csv(result))
    if steps_csv is not None:
        write_text(steps_csv, step_table_csv(result))
    if report is not None:
        from reports.running_report import running_report_pdf

        write_bytes(report, running_report_pdf(result))


def _tell(result: "RunningResult", json_out: Path | None) -> None:
    """Write the JSON where it was asked for; a readable summary unless that is where it goes."""
    from analysis.output_files import write_text
    from analysis.running_document import running_document
    from analysis.running_words import GRADE_TITLES, excluded_text, headline, measure_rows

    text = json.dumps(running_document(result), ensure_ascii=False, indent=1, allow_nan=False)
    if json_out == STDOUT:
        sys.stdout.buffer.write(f"{text}\n".encode())
        return
    if json_out is not None:
        write_text(json_out, f"{text}\n")
    print(f"{headline(result)}\n{GRADE_TITLES[result.quality.grade][0]}.")
    for reason in dict.fromkeys(result.quality.reasons):
        print(f"  - {reason}")
    for number, clip in enumerate(result.clips):
        print(f"{result.title(number)}: {excluded_text(clip)}")
        for sentence in clip.warnings:
            print(f"  - {sentence}")
    for row in measure_rows(result):
        side = "" if row.side == "both" else row.side
        told = f"{row.value} {row.margin}".strip()
        print(f"{row.name:31}{side:7}{told:24}{row.grade:3}{row.remark}".rstrip())


def _print_comparison(comparison: "Comparison") -> None:
    from running.metrics import metric_name

    for sentence in comparison.conditions:
        print(f"  - {sentence}")
    for change in comparison.changes:
        side = "" if change.side == "both" else change.side
        name = metric_name(change.key)
        print(f"  {name:31}{side:7}{change.verdict.value:13}{change.reason}")

"""The command `batch`: every video or landmark file of a folder, one analysis of a run each."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.errors import RequestRefused
from cli_running import (
    FromLandmarks,
    Height,
    Incline,
    Model,
    ModelChoice,
    Playback,
    Shoes,
    Speed,
    ViewChoice,
)

if TYPE_CHECKING:
    from analysis.batch_summary import BatchRow

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="With its folders within.")]
Output = Annotated[
    Path, typer.Option("--output", metavar="OUT", help="Folder for the results; is gone on with.")
]
View = Annotated[ViewChoice, typer.Option(help="Of every video.")]
Workers = Annotated[
    int | None, typer.Option(help="Processes on this machine; else half of its processors.")
]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="tcp://…", help="A Dask scheduler; its workers need the same files."),
]


def analyse_batch(
    folder: Folder,
    output: Output,
    from_landmarks: FromLandmarks = False,
    speed: Speed = None,
    height: Height = None,
    incline: Incline = None,
    shoes: Shoes = None,
    view: View = ViewChoice.AUTO,
    playback_factor: Playback = None,
    model: Model = ModelChoice.HEAVY,
    workers: Workers = None,
    scheduler: Scheduler = None,
) -> None:
    """Measure the run in every video of a folder; a bad file does not stop the rest."""
    from analysis.batch import BatchRequest, analyse_folder
    from running.recording import RunView

    request = BatchRequest(
        folder=folder,
        output=output,
        from_landmarks=from_landmarks,
        view=None if view is ViewChoice.AUTO else RunView(view.value),
        playback_factor=playback_factor,
        speed_kmh=speed,
        height_cm=height,
        incline_percent=incline,
        shoes=shoes,
        model=model.value,
        workers=workers,
        scheduler=scheduler,
    )
    rows = analyse_folder(request, _tell)
    without = sum(not row.analysed for row in rows)
    if without:
        raise RequestRefused(
            f"{without} of {len(rows)} files could not be analysed; summary.csv says why."
        )


def _tell(done: int, total: int, row: "BatchRow") -> None:
    told = row.message or f"{row.values['activity']}, {row.values['view']}, {row.values['grade']}"
    print(f"{done}/{total}  {row.file}: {row.state}: {told}", flush=True)
    if not row.analysed:
        print(f"{row.file}: {row.message}", file=sys.stderr)

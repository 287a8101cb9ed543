"""A folder of videos (or landmark files) of runs, one analysis each, over workers by Dask.

The queue and its workers are processes of this machine that talk over 127.0.0.1 under a certificate
made for the occasion, or a cluster that the caller names. A Dask worker never runs MediaPipe: it
starts an isolated process for every video, as the app does (`analysis.jobs`). A folder begun before
is gone on with: results of the same file, settings, model and software are kept.
"""

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dask
from distributed import Client, LocalCluster, Security, as_completed

from analysis.batch_summary import BatchRow, summary_csv, summary_json
from analysis.errors import RequestRefused
from analysis.jobs import CRASHED, JobState, start_job
from analysis.output_files import why_unwritable, write_text
from analysis.recorded_running import analyse_recorded_running
from analysis.running_document import SCHEMA, request_settings, running_document
from analysis.running_request import RunningClip, RunningRequest
from analysis.software import software_version
from running.recording import RunView
from vision.models import ModelName, find_model

VIDEO_SUFFIXES = frozenset((".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mpg", ".mpeg"))
LANDMARK_SUFFIXES = frozenset((".npz",))
KEPT = "kept"
LOCALHOST = "127.0.0.1"
CONNECT_S = 10.0
NO_ROUTES: dict[str, list[str]] = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}

Report = Callable[[int, int, BatchRow], None]


@dataclass(frozen=True, kw_only=True)
class BatchRequest:
    """Which videos to analyse, how, and where the results go; settings hold for every video.

    from_landmarks  the files are landmarks (.npz, docs/formats.md), not videos
    output     results: `<path within folder>.json` of each video, `summary.csv`, `summary.json`
    workers    processes on this machine; None = half of its processors
    scheduler  address of a Dask scheduler whose workers see the same files, or None
    """

    folder: Path
    output: Path
    from_landmarks: bool = False
    view: RunView | None = None
    playback_factor: float | None = None
    speed_kmh: float | None = None
    height_cm: float | None = None
    incline_percent: float | None = None
    shoes: str | None = None
    model: ModelName = "heavy"
    workers: int | None = None
    scheduler: str | None = None

    def __post_init__(self) -> None:
        if self.workers is not None and self.workers < 1:
            raise RequestRefused("The number of workers must be 1 or more.")
        self.run_of(Path("any.mp4"))

    def run_of(self, video: Path) -> RunningRequest:
        """The request for one video; `RequestRefused` for impossible settings."""
        name = os.path.relpath(video, self.folder)
        wish = RunningClip(
            video=video, name=name, view=self.view, playback_factor=self.playback_factor
        )
        return RunningRequest(
            clips=(wish,),
            speed_kmh=self.speed_kmh,
            height_cm=self.height_cm,
            incline_percent=self.incline_percent,
            shoes=self.shoes,
            model=self.model,
            pictures=False,
            processes=1,
        )


def analyse_folder(request: BatchRequest, report: Report) -> tuple[BatchRow, ...]:
    """Analyse every video of a folder; `report(done, total, row)` is called after each.

    A video that cannot be analysed is a row that says why. `RequestRefused` when there is no
    video, no place for the results or no scheduler. The summary is written in any case.
    """
    videos = _videos(request)
    rows: dict[Path, BatchRow] = {}

    def add(video: Path, row: BatchRow) -> None:
        rows[video] = row
        report(len(rows), len(videos), row)

    try:
        _make_folder(request.output)
        left = []
        for video in videos:
            known = _known(request, video)
            if known is None:
                left.append(video)
            else:
                add(video, BatchRow.of(_name(request, video), KEPT, document=known))
        for video, outcome in _outcomes(request, left) if left else ():
            add(video, _written(request, video, outcome))
    finally:
        if rows:
            ordered = [rows[video] for video in videos if video in rows]
            write_text(request.output / "summary.csv", summary_csv(ordered))
            write_text(request.output / "summary.json", summary_json(ordered))
    return tuple(rows[video] for video in videos)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one video: `document` when DONE, else a sentence."""

    state: JobState
    document: dict[str, Any] | None = None
    message: str = ""


def measure_landmarks(request: RunningRequest) -> Outcome:
    """The task of a Dask worker for a landmark file: no pose model, so no process of its own."""
    try:
        found = analyse_recorded_running(request)
    except RequestRefused as refusal:
        return Outcome(state=JobState.REFUSED, message=str(refusal))
    return Outcome(state=JobState.DONE, document=running_document(found))


def measure_video(request: RunningRequest) -> Outcome:
    """The task of a Dask worker: one isolated process for one video, waited for."""
    job = start_job(request)
    try:
        job.wait()
    except BaseException:
        job.cancel()
        raise
    if job.state is JobState.DONE:
        assert job.result is not None
        return Outcome(state=job.state, document=running_document(job.result))  # type: ignore[arg-type]
    return Outcome(state=job.state, message=job.message)


def _outcomes(request: BatchRequest, videos: list[Path]) -> Iterator[tuple[Path, Outcome]]:
    """The outcomes as they come."""
    measure = measure_landmarks if request.from_landmarks else measure_video
    with _client(request) as client:
        waiting = {
            client.submit(measure, request.run_of(video), pure=False): video for video in videos
        }
        for future in as_completed(list(waiting)):
            failed = future.exception()
            fault = Outcome(state=JobState.FAILED, message=CRASHED)
            yield waiting.pop(future), (future.result() if failed is None else fault)


@contextmanager
def _client(request: BatchRequest) -> Iterator[Client]:
    """A client of the named cluster, or of one on this machine that ends with it."""
    with ExitStack() as stack:
        if request.scheduler is not None:
            try:
                yield stack.enter_context(Client(request.scheduler, timeout=CONNECT_S))
            except (OSError, ValueError) as error:
                raise RequestRefused(f"No scheduler answers at {request.scheduler}.") from error
            return
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="glute-coach-batch-"))
        stack.enter_context(dask.config.set(NO_ROUTES))
        cluster = LocalCluster(
            n_workers=request.workers or max(1, (os.cpu_count() or 2) // 2),
            threads_per_worker=1,
            processes=True,
            host=LOCALHOST,
            security=Security.temporary(),
            scheduler_kwargs={"dashboard": False, "dashboard_address": f"{LOCALHOST}:0"},
            silence_logs=logging.CRITICAL,
            memory_limit=0,
            local_directory=folder,
        )
        yield stack.enter_context(Client(stack.enter_context(cluster)))


def _videos(request: BatchRequest) -> list[Path]:
    folder = Path(os.path.abspath(request.folder))
    if not folder.is_dir():
        raise RequestRefused(f"{request.folder.name} is not a folder.")
    suffixes = LANDMARK_SUFFIXES if request.from_landmarks else VIDEO_SUFFIXES
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in suffixes
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    if not found:
        kind = "landmark file (.npz)" if request.from_landmarks else "video"
        raise RequestRefused(f"There is no {kind} in {request.folder.name}.")
    return found


def _name(request: BatchRequest, video: Path) -> str:
    return video.relative_to(os.path.abspath(request.folder)).as_posix()


def _target(request: BatchRequest, video: Path) -> Path:
    return request.output / f"{_name(request, video)}.json"


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RequestRefused(why_unwritable(folder.name, error)) from error


def _written(request: BatchRequest, video: Path, outcome: Outcome) -> BatchRow:
    """The row of an outcome; its document is written first."""
    name = _name(request, video)
    if outcome.document is None:
        return BatchRow.of(name, outcome.state.value, message=outcome.message)
    target = _target(request, video)
    _make_folder(target.parent)
    text = json.dumps(outcome.document, ensure_ascii=False, indent=1, allow_nan=False)
    write_text(target, f"{text}\n", source=video)
    return BatchRow.of(name, outcome.state.value, document=outcome.document)


def _known(request: BatchRequest, video: Path) -> dict[str, Any] | None:
    """The result of an earlier run of this very analysis, or None."""
    try:
        document: dict[str, Any] = json.loads(_target(request, video).read_bytes())
        made = document["provenance"]
        with video.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        model = None if request.from_landmarks else find_model(request.model).sha256
        same = (
            document["schema"] == SCHEMA
            and document["recordings"][0]["clip"]["sha256"] == digest
            and made["software"]["version"] == software_version()
            and (made["model"] and made["model"]["sha256"]) == model
            and made["settings"] == request_settings(request.run_of(video))
        )
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return document if same else None

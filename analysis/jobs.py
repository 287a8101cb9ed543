"""Runs analyses in worker processes: start, watch, cancel. The caller never imports MediaPipe.

One process per job, so two people can analyse at once, a crash of a decoder ends one job with a
sentence, and cancelling is immediate. Files that were asked for appear when the job is done, else
nothing is left of them: not after a crash, and not when this process is killed.
"""

import logging
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from analysis.errors import RequestRefused
from analysis.exercise_video import ExerciseAnalysis, ExerciseRequest
from analysis.landmark_video import LandmarkAnalysis, LandmarkRequest
from analysis.output_files import OutputFiles
from analysis.running_request import RunningClip, RunningRequest
from analysis.running_result import RunningResult
from vision.isolation import isolated_environment
from vision.video_errors import VideoError, checked_file

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent
CRASHED = "The analysis stopped unexpectedly; nothing was written."
STUCK = "The analysis came to a standstill and was stopped; nothing was written."
NOT_STARTED = "The analysis could not be started on this machine."
STALL_S = 180.0  # without a sign of life; the longest silence is the first look at a 2 GB file
ENDING_S = 10.0  # for a worker to end after its last word
DETAILS_BYTES = 8000
_OUTPUTS = ("annotated", "landmarks", "output")

Request = ExerciseRequest | LandmarkRequest | RunningRequest
Result = ExerciseAnalysis | LandmarkAnalysis | RunningResult


class JobState(StrEnum):
    """Where a job is. REFUSED: the user's file or wish; FAILED: our fault."""

    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Frames done of a total (0 = not known), and seconds left by the speed so far (NaN early)."""

    done: int = 0
    total: int = 0
    elapsed_s: float = 0.0

    @property
    def share(self) -> float:
        """0…1, 0 while the total is not known."""
        return min(self.done / self.total, 1.0) if self.total else 0.0

    @property
    def left_s(self) -> float:
        """Seconds left, NaN before anything is known."""
        if not self.total or not self.done:
            return float("nan")
        return self.elapsed_s * max(self.total - self.done, 0) / self.done


class Job:
    """One analysis under way. Safe to ask from any thread.

    state     see `JobState`
    progress  how far it is
    result    when DONE
    message   when REFUSED or FAILED: one plain sentence for the user
    details   when FAILED: for developers
    """

    def __init__(self, request: Request, *, stall_s: float = STALL_S) -> None:
        self.state = JobState.RUNNING
        self.progress = Progress()
        self.result: Result | None = None
        self.message = self.details = ""
        self._request = request
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._heard = True
        self._stuck = False
        self._first_frame_s: float | None = None
        self._process: subprocess.Popen[bytes] | None = None
        try:
            for source in _sources(request):
                checked_file(source, request.limits)
            self._files = _output_files(request)
            self._start(_staged(request, self._files), stall_s)
        except (RequestRefused, VideoError) as error:
            self._finish(JobState.REFUSED, str(error))
            self._ended.set()
        except OSError as error:
            self._files.discard()
            self._finish(JobState.FAILED, NOT_STARTED, repr(error))
            self._ended.set()

    def cancel(self) -> None:
        """Stop at once; files that were asked for are not written."""
        self._finish(JobState.CANCELLED)
        self._kill()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait for the end, of the process too; False when it has not come within `timeout_s`."""
        return self._ended.wait(timeout_s)

    def _start(self, request: Request, stall_s: float) -> None:
        errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed by the reader thread)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "analysis.worker", *map(str, self._files.folders)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=ROOT,
            env=isolated_environment(os.environ),
        )
        for task in ((self._read, (request, self._process, errors)), (self._watch, (stall_s,))):
            threading.Thread(target=task[0], args=task[1], daemon=True).start()

    def _read(
        self,
        request: Request,
        process: subprocess.Popen[bytes],
        errors: IO[bytes],
    ) -> None:
        """Reader thread: send the request, take messages until the worker ends."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            pickle.dump(request, process.stdin)
            process.stdin.flush()
            while self.state is JobState.RUNNING:
                self._take(pickle.load(process.stdout))
        except (EOFError, OSError):
            logger.debug("the worker closed its pipe")
        except Exception:
            logger.exception("the worker's messages cannot be read")
        finally:
            self._end(process, errors)

    def _take(self, message: tuple[Any, ...]) -> None:
        self._heard = True
        kind, *rest = message
        if kind == "progress":
            now = time.monotonic()
            self._first_frame_s = self._first_frame_s or now
            elapsed_s = now - self._first_frame_s
            self.progress = Progress(done=rest[0], total=rest[1], elapsed_s=elapsed_s)
        elif kind == "done":
            self._publish(rest[0])
        else:
            self._finish(JobState(kind), *rest)

    def _publish(self, result: Result) -> None:
        """Give the files their names, unless the job was cancelled meanwhile."""
        with self._lock:
            if self.state is not JobState.RUNNING:
                return
            try:
                self._files.publish()
            except RequestRefused as error:
                self.message, self.state = str(error), JobState.REFUSED
                return
            if isinstance(result, RunningResult) and isinstance(self._request, RunningRequest):
                result = replace(result, request=self._request)  # with the files' final names
            self.result, self.state = result, JobState.DONE

    def _finish(self, state: JobState, message: str = "", details: str = "") -> None:
        """Leave RUNNING, once."""
        with self._lock:
            if self.state is JobState.RUNNING:
                self.message, self.details, self.state = message, details, state

    def _end(self, process: subprocess.Popen[bytes], errors: IO[bytes]) -> None:
        """The worker has said its last word: free it, and explain an end without one."""
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(ENDING_S)
        process.kill()
        code = process.wait()
        with suppress(OSError):
            process.stdin.close()
        with errors:
            errors.seek(max(0, errors.seek(0, os.SEEK_END) - DETAILS_BYTES))
            told = errors.read().decode("utf-8", "replace")
        self._files.discard()
        self._finish(
            JobState.FAILED,
            STUCK if self._stuck else CRASHED,
            f"The worker ended with code {code}.\n{told}",
        )
        if self.state is JobState.FAILED:
            logger.error("%s %s", self.message, self.details)
        self._ended.set()

    def _watch(self, stall_s: float) -> None:
        """Watch thread: end a worker that gives no sign of life.

        Counts its own seconds, so that time in which this machine sleeps does not count.
        """
        silent_s = 0
        while not self._ended.wait(1.0):
            silent_s = 0 if self._heard else silent_s + 1
            self._heard = False
            if silent_s >= stall_s and self.state is JobState.RUNNING:
                self._stuck = True
                self._kill()

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()


def start_job(request: Request) -> Job:
    """Start an analysis in a process of its own; a request that cannot be met is a REFUSED job."""
    return Job(request)


def _sources(request: Request) -> tuple[Path, ...]:
    """The files to read."""
    return request.sources if isinstance(request, RunningRequest) else (request.video,)


def _outputs(request: Request | RunningClip) -> dict[str, Path]:
    """The files to write, by the request's own field."""
    fields = {name: getattr(request, name, None) for name in _OUTPUTS}
    return {
        name: path for name, path in fields.items() if path is not None and isinstance(path, Path)
    }


def _output_files(request: Request) -> OutputFiles:
    if isinstance(request, RunningRequest):
        targets = [path for clip in request.clips for path in _outputs(clip).values()]
        return OutputFiles(targets, source=request.clips[0].video)
    return OutputFiles(_outputs(request).values(), source=request.video)


def _staged(request: Request, files: OutputFiles) -> Request:
    """The request for the worker: absolute paths, results beside their final place."""
    if isinstance(request, RunningRequest):
        return replace(request, clips=tuple(_staged_clip(clip, files) for clip in request.clips))
    places = {name: files.place(path) for name, path in _outputs(request).items()}
    if isinstance(request, ExerciseRequest) and request.poses is not None:
        places["poses"] = Path(os.path.abspath(request.poses))
    return replace(request, video=Path(os.path.abspath(request.video)), **places)  # type: ignore[arg-type]


def _staged_clip(clip: RunningClip, files: OutputFiles) -> RunningClip:
    standing = Path(os.path.abspath(clip.standing)) if clip.standing else None
    annotated = files.place(clip.annotated) if clip.annotated else None
    video = Path(os.path.abspath(clip.video))
    return replace(clip, video=video, standing=standing, annotated=annotated)

"""Runs analyses in worker processes: start, watch, cancel. The caller never imports MediaPipe.

One process per job, so two people can analyse at once, a crash of a decoder ends one job with a
sentence, and cancelling is immediate.
"""

import logging
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from analysis.exercise_video import ExerciseAnalysis, ExerciseRequest
from analysis.landmark_video import LandmarkAnalysis, LandmarkRequest
from vision.isolation import isolated_environment

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent
CRASHED = "The video could not be analysed: reading it stopped unexpectedly."


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
        return self.elapsed_s * (self.total - self.done) / self.done


class Job:
    """One analysis under way. Safe to ask from any thread."""

    def __init__(self, request: ExerciseRequest | LandmarkRequest) -> None:
        self.state = JobState.RUNNING
        self.progress = Progress()
        self.result: ExerciseAnalysis | LandmarkAnalysis | None = None
        self.message = ""
        self._first_frame_s: float | None = None
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed by the reader thread)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "analysis.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=ROOT,
            env=isolated_environment(os.environ),
        )
        self._reader = threading.Thread(target=self._read, args=(request,), daemon=True)
        self._reader.start()

    def cancel(self) -> None:
        """Stop at once; files that were asked for are not written."""
        if self.state is JobState.RUNNING:
            self.state = JobState.CANCELLED
            self._process.terminate()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait for the end; False when it has not come within `timeout_s`."""
        self._reader.join(timeout_s)
        return not self._reader.is_alive()

    def _read(self, request: ExerciseRequest | LandmarkRequest) -> None:
        """Reader thread: send the request, take messages until the worker ends."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            pickle.dump(request, process.stdin)
            process.stdin.close()
            while self.state is JobState.RUNNING:
                self._take(pickle.load(process.stdout))
        except (EOFError, OSError, pickle.UnpicklingError):
            pass
        finally:
            self._end()

    def _take(self, message: tuple[Any, ...]) -> None:
        kind = message[0]
        if kind == "progress":
            now = time.monotonic()
            self._first_frame_s = self._first_frame_s or now
            self.progress = Progress(
                done=message[1], total=message[2], elapsed_s=now - self._first_frame_s
            )
            return
        if kind == "done":
            self.result = message[1]
        else:
            self.message = message[1]
        self.state = JobState(kind)

    def _end(self) -> None:
        """The worker is gone: free it, and explain an end without a last word."""
        if self.state is JobState.CANCELLED:
            self._process.kill()
        code = self._process.wait()
        self._process.stdout.close()  # type: ignore[union-attr]
        if self.state is JobState.RUNNING:
            self._errors.seek(max(0, self._errors.tell() - 4000))
            logger.error(
                "worker ended with %s: %s", code, self._errors.read().decode("utf-8", "replace")
            )
            self.message, self.state = CRASHED, JobState.REFUSED
        elif self.state is JobState.FAILED:
            logger.error("worker failed: %s", self.message)
        self._errors.close()


def start_job(request: ExerciseRequest | LandmarkRequest) -> Job:
    """Start an analysis in a process of its own."""
    return Job(request)

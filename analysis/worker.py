"""The worker process: reads one request from standard input, writes messages to standard output.

Started by `analysis.jobs` as ``python -m analysis.worker`` with proxies that point nowhere, because
MediaPipe runs here. Messages are pickled tuples: ``("progress", done, total)`` any number of times,
then one of ``("done", result)``, ``("refused", sentence)`` (the user's file or wish), ``("failed",
traceback)`` (our fault).
"""

import os
import pickle
import sys
import time
import traceback
from typing import Any, BinaryIO

from analysis.exercise_video import ExerciseRequest, analyse_exercise
from analysis.landmark_video import LandmarkRequest, extract_landmarks
from vision.isolation import blackhole_proxies
from vision.models import ModelMissing
from vision.video import VideoError

PROGRESS_EVERY_S = 0.1


class _Messages:
    """Writes messages to the parent; progress at most ten times a second."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._sent_s = -1.0

    def send(self, *message: Any) -> None:
        pickle.dump(message, self._stream)
        self._stream.flush()

    def progress(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._sent_s >= PROGRESS_EVERY_S or done == total:
            self._sent_s = now
            self.send("progress", done, total)


def _private_output() -> BinaryIO:
    """The pipe to the parent; whatever else prints to standard output goes to standard error."""
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return pipe


def _run(request: ExerciseRequest | LandmarkRequest, messages: _Messages) -> Any:
    if isinstance(request, LandmarkRequest):
        return extract_landmarks(request, messages.progress)
    return analyse_exercise(request, messages.progress)


def main() -> None:
    """Serve one request."""
    blackhole_proxies()
    messages = _Messages(_private_output())
    request = pickle.load(sys.stdin.buffer)
    try:
        messages.send("done", _run(request, messages))
    except (VideoError, ModelMissing, ValueError, OSError) as error:
        if isinstance(error, ValueError | OSError):
            traceback.print_exc()
        messages.send("refused", str(error))
    except Exception:
        messages.send("failed", traceback.format_exc())


if __name__ == "__main__":
    main()

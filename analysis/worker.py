"""The worker process: reads one request from standard input, writes messages to standard output.

Started by `analysis.jobs` as ``python -m analysis.worker FOLDER…`` with proxies that point nowhere,
because MediaPipe runs here. Messages are pickled tuples: ``("progress", done, total)`` any number
of times, then one of ``("done", result)``, ``("refused", sentence)`` (the user's file or wish) or
``("failed", sentence, details)`` (our fault).

Standard input stays open for as long as the parent lives. When it closes, the worker removes the
given folders of unfinished files and ends.
"""

import os
import pickle
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any, BinaryIO

from analysis.errors import RequestRefused
from analysis.exercise_video import ExerciseRequest, analyse_exercise
from analysis.landmark_video import LandmarkRequest, extract_landmarks
from analysis.output_files import remove_folders
from analysis.recognition import RecognitionRequest, recognise_video
from analysis.running_request import RunningRequest
from analysis.running_video import analyse_running
from vision.isolation import blackhole_proxies
from vision.models import ModelMissing
from vision.video import VideoError

PROGRESS_EVERY_S = 0.1
MEMORY_MAX_BYTES = 4 * 1024**3
BUG = "The analysis failed because of a fault in this program."
TOO_LARGE = "The video needs more memory than one analysis may use; please export it in 1920x1080."


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


def _end_with_parent(folders: list[Path]) -> None:
    """Thread: wait until the parent is gone, then leave nothing behind."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    remove_folders(folders)
    os._exit(1)


def _limit_memory() -> None:
    """Where the system can: an absurd file ends this process, not the machine."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = MEMORY_MAX_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_MAX_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def _run(request: ExerciseRequest | LandmarkRequest | RunningRequest, messages: _Messages) -> Any:
    if isinstance(request, RecognitionRequest):
        return recognise_video(request, messages.progress)
    if isinstance(request, LandmarkRequest):
        return extract_landmarks(request, messages.progress)
    if isinstance(request, RunningRequest):
        return analyse_running(request, messages.progress)
    return analyse_exercise(request, messages.progress)


def _outcome(
    request: ExerciseRequest | LandmarkRequest | RunningRequest, messages: _Messages
) -> tuple[Any, ...]:
    """The last message."""
    try:
        return ("done", _run(request, messages))
    except (VideoError, RequestRefused) as error:
        return ("refused", str(error))
    except MemoryError:
        return ("refused", TOO_LARGE)
    except ModelMissing as error:
        return ("failed", str(error), "")
    except Exception:
        return ("failed", BUG, traceback.format_exc())


def main() -> None:
    """Serve one request."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, which decides
    blackhole_proxies()
    _limit_memory()
    messages = _Messages(_private_output())
    folders = [Path(folder) for folder in sys.argv[1:]]
    try:
        request = pickle.load(sys.stdin.buffer)
    except EOFError:
        remove_folders(folders)
        return
    threading.Thread(target=_end_with_parent, args=(folders,), daemon=True).start()
    messages.send(*_outcome(request, messages))


if __name__ == "__main__":
    main()

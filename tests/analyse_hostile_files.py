"""Analyse every path given on stdin (one a line), all results asked for; one JSON line each.

`analyse_hostile_files.py FOLDER` writes results into FOLDER. A process of its own with proxies that
point nowhere, started by `test_hostile_cli.py`: one for all files, since each start takes seconds.
"""

import json
import sys
import time
from pathlib import Path

from analysis.errors import RequestRefused
from analysis.exercise_video import ExerciseRequest, analyse_exercise
from analysis.session_document import session_document
from analysis.worker import _limit_memory
from vision.isolation import blackhole_proxies
from vision.video import VideoError


def analyse(path: Path, folder: Path) -> dict[str, object]:
    """How the analysis ended: the grade and its reasons, or the error."""
    found: dict[str, object] = {"name": path.name, "error": "", "sentences": []}
    started = time.monotonic()
    request = ExerciseRequest(
        video=path,
        name=path.name,
        exercise_key="squat",
        model="lite",
        annotated=folder / "out.mp4",
        landmarks=folder / "out.npz",
        key_frames=True,
    )
    try:
        document = session_document(analyse_exercise(request, lambda done, total: None))
        json.dumps(document, allow_nan=False)
        quality = document["quality"]
        found |= {"grade": quality["grade"], "reps": len(document["reps"])}
        found["sentences"] = [*quality["reasons"], *document["warnings"]]
    except (VideoError, RequestRefused) as error:
        found |= {"error": type(error).__name__, "sentences": [str(error)]}
    except BaseException as error:  # what must not happen is reported, not hidden
        found |= {"error": f"BROKEN {type(error).__name__}", "sentences": [str(error)]}
    found["seconds"] = time.monotonic() - started
    found["left"] = [file.name for file in folder.iterdir()]
    for file in folder.iterdir():
        file.unlink()
    return found


def peak_mb() -> float:
    """Largest memory this process held so far."""
    status = Path("/proc/self/status").read_text()
    return float(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    blackhole_proxies()
    _limit_memory()
    for line in sys.stdin.read().splitlines():
        print(f"> {line}", flush=True)  # noqa: T201
        ending = analyse(Path(line), Path(sys.argv[1]))
        print(json.dumps(ending | {"peak_mb": peak_mb()}), flush=True)  # noqa: T201

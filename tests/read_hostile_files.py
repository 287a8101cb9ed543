"""Read every path given on stdin (one a line) with `VideoFile`; one JSON line each on stdout.

A process of its own, started by `test_hostile_video.py`, so that a crash, a hang or a hunger for
memory is seen and does no harm.
"""

import json
import resource
import sys
import time
from pathlib import Path

from vision.video import VideoError, VideoFile

MEMORY_LIMIT_BYTES = 4 * 1024**3


def read(path: Path) -> dict[str, object]:
    """How reading ended: the frames given, and the error if there was one."""
    found: dict[str, object] = {"name": path.name, "frames": 0, "error": "", "sentence": ""}
    started = time.monotonic()
    last_s = -1.0
    try:
        with VideoFile(path) as video:
            shape = (*video.info.frame_size_wh[::-1], 3)
            for index, frame in enumerate(video):
                assert frame.index == index, "index"
                assert frame.time_s > last_s, "time"
                assert frame.image_rgb.shape == shape, "shape"
                last_s = frame.time_s
                found["frames"] = index + 1
            found["warnings"] = video.warnings
            found["duration_s"] = video.info.duration_s
    except VideoError as error:
        found |= {"error": type(error).__name__, "sentence": str(error)}
    except BaseException as error:  # what must not happen is reported, not hidden
        found |= {"error": f"BROKEN {type(error).__name__}", "sentence": str(error)}
    found["seconds"] = time.monotonic() - started
    found["peak_mb"] = _peak_mb()
    return found


def _peak_mb() -> float:
    """Largest memory this process held so far."""
    status = Path("/proc/self/status").read_text()
    return float(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    for line in sys.stdin.read().splitlines():
        sys.stdout.write(f"> {line}\n")
        sys.stdout.flush()
        sys.stdout.write(json.dumps(read(Path(line))) + "\n")
        sys.stdout.flush()

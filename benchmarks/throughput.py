"""Speed and memory of the analysis of a video, against a bare loop over the same frames.

``python -m benchmarks.throughput [VIDEO] [--long]``. The bare loop is PyAV decoding and one
PoseLandmarker, one after the other, same model, same frame size. Each figure comes from a worker
process of its own, in turn (bare, JSON, annotated, bare, …); ratios are of medians in one run.
``--long`` adds the peak memory of a 1-minute and a 10-minute clip, annotated.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from vision.isolation import blackhole_proxies, isolated_environment

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "assets" / "demo" / "bridge_side_m2.mp4"
ROUNDS = 3


def run_bare(video: Path) -> dict[str, float]:
    """Decode and infer, one after the other; seconds and frames."""
    import av
    import mediapipe
    from mediapipe.tasks.python import BaseOptions, vision

    from vision.models import find_model

    start = time.perf_counter()
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(find_model("heavy").path)),
        running_mode=vision.RunningMode.VIDEO,
    )
    count = 0
    with (
        av.open(str(video)) as container,
        vision.PoseLandmarker.create_from_options(options) as landmarker,
    ):
        for frame in container.decode(video=0):
            image = np.ascontiguousarray(frame.to_ndarray(format="rgb24"))
            picture = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=image)
            landmarker.detect_for_video(picture, round(1000 * float(frame.time or 0)))
            count += 1
    return {"seconds": time.perf_counter() - start, "frames": count}


def run_ours(video: Path, annotated: Path | None) -> dict[str, float]:
    """The whole analysis; seconds, frames, and milliseconds a frame of our own code."""
    from analysis import exercise_video
    from analysis.exercise_session import SessionBuilder
    from vision.picture_quality import PictureTally
    from vision.scene import SceneWatch

    spent = {"own": 0.0}

    def timed(owner: type, name: str) -> None:
        inner = getattr(owner, name)

        def measure(*args: object) -> object:
            begin = time.thread_time()
            try:
                return inner(*args)
            finally:
                spent["own"] += time.thread_time() - begin

        setattr(owner, name, measure)

    timed(SessionBuilder, "update")
    timed(PictureTally, "add")
    timed(SceneWatch, "is_cut")
    start = time.perf_counter()
    result = exercise_video.analyse_exercise(
        exercise_video.ExerciseRequest(
            video=video,
            name=video.name,
            exercise_key="glute_bridge",
            annotated=annotated,
        ),
        lambda done, total: None,
    )
    return {
        "seconds": time.perf_counter() - start,
        "frames": result.clip.frame_count or 0,
        "own_ms": 1000 * spent["own"] / max(result.clip.frame_count or 1, 1),
        "reps": result.session.rep_count,
    }


def _child(kind: str, video: Path) -> dict[str, float]:
    """Run one kind in a fresh process; its figures, with wall seconds and peak memory outside."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.throughput", "--child", kind, str(video)],
        cwd=ROOT,
        env=isolated_environment(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    figures["process_s"] = time.perf_counter() - start
    return figures


def _serve(kind: str, video: Path) -> None:
    blackhole_proxies()
    with tempfile.TemporaryDirectory() as folder:
        if kind == "bare":
            figures = run_bare(video)
        elif kind == "annotated":
            figures = run_ours(video, Path(folder) / "annotated.mp4")
        else:
            figures = run_ours(video, None)
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(figures))


def _compare(video: Path) -> None:
    runs: dict[str, list[dict[str, float]]] = {"bare": [], "json": [], "annotated": []}
    for _ in range(ROUNDS):
        for kind, figures in runs.items():
            figures.append(_child(kind, video))
    print(f"{video.name}: {runs['bare'][0]['frames']:.0f} frames, model heavy, {ROUNDS} rounds")
    print(f"{'':10} {'wall s':>7} {'ratio':>6} {'process s':>9} {'ratio':>6} {'own ms':>7} "
          f"{'peak MB':>8}")  # fmt: skip
    base = {key: _median(runs["bare"], key) for key in ("seconds", "process_s")}
    for kind, figures in runs.items():
        wall, process = _median(figures, "seconds"), _median(figures, "process_s")
        own = _median(figures, "own_ms") if kind != "bare" else float("nan")
        print(f"{kind:10} {wall:7.2f} {wall / base['seconds']:6.2f} {process:9.2f} "
              f"{process / base['process_s']:6.2f} {own:7.2f} "
              f"{_median(figures, 'peak_mb'):8.0f}")  # fmt: skip


def _median(figures: list[dict[str, float]], key: str) -> float:
    return statistics.median(figure[key] for figure in figures)


def _long_clips(source: Path) -> None:
    """Peak memory of one minute and of ten, made by playing the source again and again."""
    from vision.video import VideoFile, VideoWriter

    with tempfile.TemporaryDirectory() as folder:
        peaks = {}
        for minutes in (1, 10):
            path = Path(folder) / f"{minutes}.mp4"
            with VideoFile(source) as video:
                size, fps, length = video.info.frame_size_wh, video.info.fps, video.info.duration_s
                with VideoWriter(path, size_wh=size, fps=fps) as writer:
                    offset = 0.0
                    while offset < 60 * minutes:
                        for frame in video:
                            writer.write(frame.image_rgb.copy(), offset + frame.time_s)
                        offset += length
            peaks[minutes] = _child("annotated", path)["peak_mb"]
            print(f"{minutes:3} min: peak {peaks[minutes]:.0f} MB")
        print(f"ratio {peaks[10] / peaks[1]:.2f}")


def main() -> int:
    """Run the comparison, or (``--child``) one run of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", nargs="?", type=Path, default=DEMO)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--child", choices=("bare", "json", "annotated"))
    options = parser.parse_args()
    if options.child:
        _serve(options.child, options.video)
        return 0
    _compare(options.video)
    if options.long:
        _long_clips(options.video)
    return 0


if __name__ == "__main__":
    sys.exit(main())

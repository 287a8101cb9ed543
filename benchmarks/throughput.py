"""Speed and memory of the analysis of a video, against a bare loop over the same frames.

``python -m benchmarks.throughput [VIDEO] [--long | --running]``. The bare loop is PyAV decoding and
one PoseLandmarker, one after the other, same model, same frame size. Each figure comes from a
worker process of its own, in turn (bare, JSON, annotated, bare, …); ratios are of medians in one
run. ``--long`` adds the peak memory of a 1-minute and a 10-minute clip, annotated. ``--running``
measures the running lab on 30 s of 60 pictures a second in 1280 × 720, made by playing the clip
again and again: the ratio (and seconds of processor time, which hold on a busy machine too), and
what follows the landmarks, an edited event and a report take. It compares with two bare loops: one
pose, and two poses, as gait is measured (MediaPipe leaves out its own smoothing with two, and looks
for a second person in every picture).
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
from dataclasses import replace
from pathlib import Path

import numpy as np

from vision.isolation import blackhole_proxies, isolated_environment

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "assets" / "demo" / "bridge_side_m2.mp4"
RUN_DEMO = ROOT / "assets" / "demo" / "run_side_m1.mp4"
RUN_S, RUN_FPS, RUN_SIZE_WH = 30, 60, (1280, 720)
ROUNDS = 3
RUN_ROUNDS = 1  # 1800 pictures each
EDITS = 20
BARE_POSES = {"bare": 1, "bare-2-poses": 2}


def run_bare(video: Path, poses: int) -> dict[str, float]:
    """Decode and infer at most `poses` people, one after the other; seconds and frames."""
    import av
    import mediapipe
    from mediapipe.tasks.python import BaseOptions, vision

    from vision.models import find_model

    start, start_cpu = time.perf_counter(), time.process_time()
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(find_model("heavy").path)),
        running_mode=vision.RunningMode.VIDEO,
        num_poses=poses,
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
    return {
        "seconds": time.perf_counter() - start,
        "cpu_s": time.process_time() - start_cpu,
        "frames": count,
    }


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


def _cpu_s() -> float:
    """Processor time of this process and of those it has waited for."""
    return sum(os.times()[:4])


def run_running(video: Path, annotated: Path | None) -> dict[str, float]:
    """The running lab; seconds in all, after the landmarks, after one edit, and for a report."""
    from analysis.running_document import running_document
    from analysis.running_request import RunningClip, RunningRequest
    from analysis.running_video import analyse_running
    from reports.running_report import running_report_pdf
    from running.analysis import analyse
    from running.events import move_event

    clip = RunningClip(video=video, name=video.name, annotated=annotated)
    request = RunningRequest(clips=(clip,), height_cm=161.0, pictures=annotated is not None)
    start, start_cpu = time.perf_counter(), _cpu_s()
    result = analyse_running(request, lambda done, total: None)
    seconds, cpu_s = time.perf_counter() - start, _cpu_s() - start_cpu
    found = result.clips[0]

    start = time.perf_counter()
    again = replace(found, analysis=analyse(found.landmarks, setup=found.analysis.run.setup))
    running_document(result.with_clip(0, again))
    after_s = time.perf_counter() - start

    spent = []
    for index in range(EDITS):
        start = time.perf_counter()
        events = again.analysis.events
        moved = move_event(events, index, events[index].time_s + 0.01)
        running_document(result.with_clip(0, again.with_events(moved)))
        spent.append(time.perf_counter() - start)
    start = time.perf_counter()
    running_report_pdf(result)
    return {
        "seconds": seconds,
        "cpu_s": cpu_s,
        "frames": len(found.landmarks),
        "after_s": after_s,
        "edit_s": max(spent),
        "report_s": time.perf_counter() - start,
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
        if kind in BARE_POSES:
            figures = run_bare(video, BARE_POSES[kind])
        elif kind.startswith("run-"):
            target = Path(folder) / "annotated.mp4" if kind == "run-annotated" else None
            figures = run_running(video, target)
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


def _compare_running(source: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        video = Path(folder) / "run.mp4"
        _write_run(source, video)
        kinds = (*BARE_POSES, "run-json", "run-annotated")
        runs: dict[str, list[dict[str, float]]] = {kind: [] for kind in kinds}
        for _ in range(RUN_ROUNDS):
            for kind, figures in runs.items():
                figures.append(_child(kind, video))
    bases = [_median(runs[kind], "seconds") for kind in BARE_POSES]
    load = os.getloadavg()[0]
    print(f"running, {runs['bare'][0]['frames']:.0f} frames, model heavy, load {load:.1f}")
    print(f"{'':14} {'wall s':>7} {'/ bare':>7} {'/ 2 poses':>9} {'cpu s':>7} {'after s':>8} "
          f"{'edit s':>7} {'report s':>9}")  # fmt: skip
    for kind, figures in runs.items():
        wall = _median(figures, "seconds")
        print(f"{kind:14} {wall:7.2f} {wall / bases[0]:7.2f} {wall / bases[1]:9.2f} "
              f"{_median(figures, 'cpu_s'):7.2f}", end="")  # fmt: skip
        names = ("after_s", "edit_s", "report_s") if kind not in BARE_POSES else ()
        print("".join(f" {_median(figures, name):8.3f}" for name in names))


def _write_run(source: Path, target: Path) -> None:
    """The clip again and again, in the size and picture rate of the specification."""
    import cv2

    from vision.video import VideoFile, VideoWriter

    with VideoFile(source) as video, VideoWriter(target, size_wh=RUN_SIZE_WH, fps=RUN_FPS) as out:
        frames = [cv2.resize(frame.image_rgb, RUN_SIZE_WH) for frame in video]
        for index in range(RUN_S * RUN_FPS):
            shown = int(index * video.info.fps / RUN_FPS + 1e-6)
            image = np.asarray(frames[shown % len(frames)], np.uint8)
            out.write(image.copy(), index / RUN_FPS)


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
    parser.add_argument("video", nargs="?", type=Path)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--running", action="store_true")
    parser.add_argument("--child")
    options = parser.parse_args()
    if options.child:
        _serve(options.child, options.video)
        return 0
    if options.running:
        _compare_running(options.video or RUN_DEMO)
        return 0
    _compare(options.video or DEMO)
    if options.long:
        _long_clips(options.video or DEMO)
    return 0


if __name__ == "__main__":
    sys.exit(main())

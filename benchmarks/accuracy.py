"""Accuracy of counts, times and angles on clips with known truth.

``python -m benchmarks.accuracy [--running]`` needs the development clips beside the project. Per
clip: truth, ours, error; then every exercise on every clip of something else, where each count must
be 0; then, when asked for, the tables of running.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.exercise_session import ExerciseSession, coach_poses
from benchmarks import running_accuracy
from benchmarks.clip_library import (
    CLIPS,
    OTHER,
    REAL,
    RENDERED,
    Labelled,
    load_landmarks,
    load_truth,
)
from exercises.registry import find_exercise, load_exercises


@dataclass(frozen=True, kw_only=True)
class Row:
    """One clip: counts, and for rendered clips the errors against truth (NaN elsewhere).

    start_s, peak_s, end_s  largest absolute error over the repetitions, seconds. The top is a
                            stay, so its error is the distance from that stay.
    angle_deg               median signed error of the peak angle, degrees
    """

    clip: Labelled
    ours: int
    partial: int
    grade: str
    reason: str
    start_s: float = float("nan")
    peak_s: float = float("nan")
    end_s: float = float("nan")
    angle_deg: float = float("nan")


def measure_clip(clip: Labelled) -> Row:
    """Analyse one clip from its landmarks and compare with its truth."""
    session = _session(clip.path, clip.exercise)
    errors = _rendered_errors(clip, session) if clip.rendered and clip.reps else {}
    return Row(
        clip=clip,
        ours=session.rep_count,
        partial=session.partial_count,
        grade=session.quality.grade.value,
        reason=" ".join(session.quality.reasons),
        **errors,
    )


def _session(path: str, exercise_key: str) -> ExerciseSession:
    sequence = load_landmarks(path)
    return coach_poses(sequence, find_exercise(exercise_key), image_size_wh=sequence.image_size_wh)


def _rendered_errors(clip: Labelled, session: ExerciseSession) -> dict[str, float]:
    truth, ours = load_truth(clip), session.reps
    if len(truth) != len(ours):
        return {}
    pairs = list(zip(truth, ours, strict=True))
    peak = [max(t.top_s - o.peak_s, o.peak_s - t.top_end_s, 0.0) for t, o in pairs]
    return {
        "start_s": max(abs(o.start_s - t.start_s) for t, o in pairs),
        "peak_s": max(peak),
        "end_s": max(abs(o.end_s - t.end_s) for t, o in pairs),
        "angle_deg": float(np.median([o.peak_deg - t.peak_deg for t, o in pairs])),
    }


def cross_counts(
    paths: Sequence[str], exercises: Sequence[str] | None = None
) -> list[tuple[str, dict[str, int]]]:
    """Full repetitions of every (or each of the named) exercise found in each clip."""
    keys = list(load_exercises()) if exercises is None else exercises
    return [(path, _cross(path, keys)) for path in paths]


def _cross(path: str, keys: Sequence[str]) -> dict[str, int]:
    """Counts in one clip thinned to some 15 pictures a second: many exercises, many clips."""
    sequence = load_landmarks(path)
    step = max(1, round(1.0 / (15.0 * float(np.median(np.diff(sequence.time_s))))))
    poses = [sequence.frame(index) for index in range(0, len(sequence), step)]
    size = sequence.image_size_wh
    return {
        key: coach_poses(poses, find_exercise(key), image_size_wh=size).rep_count for key in keys
    }


def other_clips(exercise: str) -> list[str]:
    """Clips of the other exercises, for the cross table of one exercise."""
    return [clip.path for clip in (*RENDERED, *REAL) if clip.exercise != exercise]


def main() -> int:
    """Print the table; 1 when the clips are not there."""
    if not CLIPS.exists():
        print("The development clips are not beside the project.", file=sys.stderr)
        return 1
    rows = [measure_clip(clip) for clip in (*RENDERED, *REAL)]
    print(
        f"{'clip':52} {'exercise':25} {'truth':>5} {'ours':>4} {'part':>4} {'err':>4} "
        f"{'start s':>8} {'peak s':>7} {'end s':>6} {'angle':>6}  grade, reasons"
    )
    for row in rows:
        sure = "" if row.clip.certain else "~"
        print(
            f"{row.clip.path:52} {row.clip.exercise:25} {sure + str(row.clip.reps):>5} "
            f"{row.ours:4} {row.partial:4} {row.ours - row.clip.reps:+4} {row.start_s:8.2f} "
            f"{row.peak_s:7.2f} {row.end_s:6.2f} {row.angle_deg:+6.1f}  {row.grade} "
            f"{row.reason[:90]}"
        )
    _summary(rows)
    _cross_table()
    if "--running" in sys.argv[1:]:
        running_accuracy.main([])
    else:
        print("\nRunning: --running, or python -m benchmarks.running_accuracy")
    return 0


def _summary(rows: Sequence[Row]) -> None:
    certain = [row for row in rows if row.clip.certain and not row.clip.rendered]
    exact = sum(row.ours == row.clip.reps for row in certain)
    near = sum(abs(row.ours - row.clip.reps) <= 1 for row in certain)
    print(f"\nreal, certain: exact {exact}/{len(certain)}, within one {near}/{len(certain)}")


def _cross_table() -> None:
    keys = list(load_exercises())
    print("\nfull repetitions counted in clips of something else (must be 0)")
    print(f"{'clip':52} " + " ".join(f"{key[:16]:>16}" for key in keys))
    for path, counts in cross_counts(OTHER):
        print(f"{path:52} " + " ".join(f"{counts[key]:16}" for key in keys))
    for clip in (*RENDERED, *REAL):
        counts = {k: _session(clip.path, k).rep_count for k in keys if k != clip.exercise}
        shown = " ".join(f"{counts.get(key, '-'):>16}" for key in keys)
        print(f"{clip.path:52} {shown}")


if __name__ == "__main__":
    sys.exit(main())

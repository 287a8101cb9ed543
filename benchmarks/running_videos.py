"""Accuracy of the running analysis on videos: the pose model included.

Landmarks come from `benchmarks.clip_library` (of every picture alone, as gait is analysed), so a
second run costs no inference. The tables are printed by ``python -m benchmarks.running_accuracy``;
tests/test_running_clips.py holds their bounds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.clip_library import load_landmarks
from benchmarks.clip_variants import re_encoded, re_timed, scaled
from kinematics.geometry import Array
from kinematics.pose import PoseSequence
from running.analysis import RunningAnalysis, analyse
from running.compare import Session, SessionComparer, Verdict
from running.recording import Setup
from running.swaps import repair_legs
from tests.running_truth import Rendered, rendered

RENDERED = {
    "run_side_m1": ("right", "running"),
    "run_side_f3_60": ("right", "running"),
    "run_rear_f3": ("rear", "running"),
    "run_rear_f4_drop9": ("rear", "running"),
    "run_rear_m0": ("rear", "running"),
    "run_obl": ("oblique", "running"),
    "walk_side_m2": ("right", "walking"),
}
ZZZHUSHI = "real/running_side/zzzhushi_male_side.mp4"
ERPANG = "real/running_side/erpang97_treadmill_mini_run.mp4"
# Count by eye, view. The list of the clips says that ERPANG faces right; in the picture it is left.
TREADMILL = {ZZZHUSHI: (168.9, "left"), ERPANG: (184.7, "left")}
VARIED = {ZZZHUSHI: 480, "rendered/run_side_m1.mp4": 360, "rendered/run_rear_m0.mp4": 360}
RUNS = tuple(stem for stem in RENDERED if stem.startswith("run_"))


def video_rendered(stem: str) -> Rendered:
    """A rendered clip with the landmarks that the pose model gives now."""
    path = f"rendered/{stem}.mp4"
    return replace(rendered(stem), sequence=load_landmarks(path, smooth=False))


def unflagged_swaps(clip: Rendered) -> tuple[int, int]:
    """Pictures with exchanged legs after repair that are not called doubtful; and of how many."""
    repaired = repair_legs(clip.sequence)
    xy_px, table = repaired.sequence.xy_px, clip.table
    at = np.searchsorted(table["t"].to_numpy(), repaired.sequence.time_s - 1e-3)
    truth = [
        table[[f"ankle_{letter}_u", f"ankle_{letter}_v"]].to_numpy()[np.minimum(at, len(table) - 1)]
        for letter in "LR"
    ]
    left, right = xy_px[:, 27], xy_px[:, 28]

    def apart(a: Array, b: Array) -> Array:
        return np.asarray(np.linalg.norm(a - b, axis=1))

    own = apart(left, truth[0]) + apart(right, truth[1])
    other = apart(left, truth[1]) + apart(right, truth[0])
    told_apart = apart(truth[0], truth[1]) > 0.25 * float(np.nanmax(apart(truth[0], truth[1])))
    wrong = (other < own) & told_apart & ~repaired.doubtful
    return int(wrong.sum()), int(told_apart.sum())


def variants(path: str) -> dict[str, PoseSequence]:
    """Landmarks of the same clip as another file."""
    return {
        "again": load_landmarks(path, smooth=False),
        "re-timed": re_timed(path),
        "re-encoded": load_landmarks(str(re_encoded(path)), smooth=False),
        f"{VARIED[path]}p": load_landmarks(str(scaled(path, VARIED[path])), smooth=False),
    }


def changes(
    before: RunningAnalysis, after: RunningAnalysis
) -> Iterator[tuple[str, str, float, float]]:
    """(key, side, change, smallest detectable difference) of what is known both times.

    A change to or from "cannot tell" counts as NaN.
    """
    for one in before.measures:
        other = after.measure(one.key, one.side)
        if one.known or other.known:
            yield one.key, one.side, other.value - one.value, one.sdd


def half_verdicts(sequence: PoseSequence) -> list[Verdict]:
    """What a comparison of the two halves of one clip says of each measure known in both."""
    half = len(sequence) // 2
    first, second = (
        Session.of(analyse(part, setup=Setup(roll_deg=0.0, height_cm=170.0)))
        for part in (sequence[:half], sequence[half:])
    )
    told = SessionComparer().compare(first, second).changes
    return [change.verdict for change in told if np.isfinite(change.change)]


def unexplained(analysis: RunningAnalysis) -> Sequence[str]:
    """Measures that are unknown without a reason."""
    return [m.key for m in analysis.measures if not m.known and not m.reason]


def largest_changes(path: str) -> Iterator[tuple[str, str, str, float, float, int]]:
    """(variant, key, side, change, sdd, measures compared): the largest change over its sdd."""
    before = analyse(load_landmarks(path, smooth=False), setup=Setup(height_cm=170.0))
    for name, sequence in variants(path).items():
        after = analyse(sequence, setup=Setup(height_cm=170.0))
        found = list(changes(before, after))
        key, side, change, sdd = max(found, key=_over)
        yield name, key, side, change, sdd, len(found)


def _over(found: tuple[str, str, float, float]) -> float:
    share = abs(found[2]) / found[3]
    return share if np.isfinite(share) else np.inf


def tables() -> Iterator[tuple[str, tuple[str, ...], list[tuple[object, ...]]]]:
    """(title, columns, rows) of every table."""
    yield (
        "Rendered videos against truth",
        ("clip", "view", "activity", "grade", "cadence error /min", "exchanged legs not told"),
        [_rendered_row(stem) for stem in RENDERED],
    )
    yield (
        "Real treadmill videos against the count by eye",
        ("clip", "view", "grade", "counted", "cadence error /min", "unknown without a reason"),
        [_treadmill_row(path) for path in TREADMILL],
    )
    yield (
        "The same clip as another file: the largest change of a measure",
        ("clip", "file", "measures", "largest", "change over smallest detectable"),
        [
            (path.rsplit("/", 1)[-1], name, count, f"{key} {side}", f"{abs(change) / sdd:.2f}")
            for path in VARIED
            for name, key, side, change, sdd, count in largest_changes(path)
        ],
    )
    yield (
        "Halves of one clip: what a comparison says",
        ("clip", "measures", "same", "other"),
        [_halves_row(path) for path in (*TREADMILL, *(f"rendered/{stem}.mp4" for stem in RUNS))],
    )


def _rendered_row(stem: str) -> tuple[object, ...]:
    clip = video_rendered(stem)
    analysis = analyse(clip.sequence)
    error = analysis.measure("cadence_spm").value - clip.cadence_spm
    wrong, of = unflagged_swaps(clip)
    told = (analysis.view.value, analysis.activity.value, analysis.quality.grade.value)
    return (stem, *told, f"{error:+.2f}", f"{wrong} of {of}")


def _treadmill_row(path: str) -> tuple[object, ...]:
    analysis = analyse(load_landmarks(path, smooth=False))
    counted = TREADMILL[path][0]
    error = analysis.measure("cadence_spm").value - counted
    told = (analysis.view.value, analysis.quality.grade.value, f"{counted:.1f}", f"{error:+.2f}")
    return (path.rsplit("/", 1)[-1], *told, len(unexplained(analysis)))


def _halves_row(path: str) -> tuple[object, ...]:
    verdicts = half_verdicts(load_landmarks(path, smooth=False))
    same = sum(verdict is Verdict.SAME for verdict in verdicts)
    other = {verdict.value for verdict in verdicts} - {Verdict.SAME.value}
    return (path.rsplit("/", 1)[-1], len(verdicts), same, ", ".join(other) or "none")

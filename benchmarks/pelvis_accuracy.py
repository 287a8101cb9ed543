"""Accuracy of pelvic obliquity from stickers: ``python -m benchmarks.pelvis_accuracy``.

Prints one row for each scene of the test clips (`--tune`: of the clips the gates were fitted on).
"""

import argparse

import numpy as np

from tests.sticker_judge import Verdict, judge, scenes_of
from tests.sticker_scenes import CLIPS, TEST_CLIPS, TUNE_CLIPS


def main() -> None:
    """Judge the scenes of the chosen clips and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tune", action="store_true", help="the tuning clips instead")
    parser.add_argument("clips", nargs="*", help="only these clips")
    chosen = parser.parse_args()
    if not CLIPS.exists():
        raise SystemExit("The development clips are not beside the project.")
    print(f"{'scene':40s} grade   gain     r    SD  drop L  drop R  L-R error")
    verdicts = []
    for clip in chosen.clips or (TUNE_CLIPS if chosen.tune else TEST_CLIPS):
        for scene, zero_deg in scenes_of(clip):
            verdicts.append(judge(scene, zero_deg=zero_deg))
            print(row(verdicts[-1]), flush=True)
    print(summary([one for one in verdicts if one.shown], len(verdicts)))


def row(one: Verdict) -> str:
    """One line of the table."""
    start = f"{one.name:40s} {one.track.grade.value:6s}"
    if not one.shown:
        return f"{start} {one.track.reasons[0][:70]}"
    left, right = one.drop_error
    return (
        f"{start} {one.gain:5.2f} {one.r:.3f} {one.sd:5.2f} {left:+7.2f} {right:+7.2f} "
        f"{one.difference_error:+8.2f}"
    )


def summary(shown: list[Verdict], count: int) -> str:
    """How many of `count` scenes were shown, and how wrong at worst."""
    if not shown:
        return f"0 of {count} scenes give degrees"
    worst = max(one.worst_drop_error for one in shown)
    apart = [one for one in shown if abs(one.difference) >= 3.0]
    right = sum(
        np.sign(one.difference) == np.sign(one.difference + one.difference_error) for one in apart
    )
    return (
        f"{len(shown)} of {count} scenes give degrees; worst drop error {worst:.2f} deg; "
        f"side with more drop right in {right} of {len(apart)}"
    )


if __name__ == "__main__":
    main()

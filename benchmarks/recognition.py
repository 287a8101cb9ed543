"""How often the proposed exercise is the right one, on clips whose exercise is known.

``python -m benchmarks.recognition`` needs the development clips beside the project. The limits in
`exercises.recognise` are round numbers (two repetitions, half of the pictures) that fitted every
second clip of the library and were not moved afterwards. Told apart from those: the other half, and
clips outside the library, on which the exercises themselves were not tuned either.
"""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.clip_library import CLIPS, OTHER, REAL, RENDERED, load_landmarks
from exercises.recognise import Recognition, recognise
from exercises.registry import load_exercises

NOTHING = "none of them"
GROUPS = ("one half", "other half", "outside")
OUTSIDE = (
    ("real/hard_cases/rjsong_dark_squat.mp4", "squat"),
    ("real/squat/chdh11_squat_portrait.mp4", "squat"),
    ("real/quadruped/hpy_bird_dog_2views.mp4", "bird_dog"),
    ("real/hard_cases/amith_truncated_bird_dog.mp4", "bird_dog"),
    ("real/hard_cases/julioccv_hip_thrust_3panel.mp4", "hip_thrust"),
    ("real/bridge/sebitzu_hip_thrust_front.mp4", "hip_thrust"),
    ("real/hard_cases/biatris_cartoon_side_leg_raise.mp4", "side_lying_hip_abduction"),
    ("real/squat/hpy_static_lunge_2views.mp4", NOTHING),
    ("real/hard_cases/repnet_mirror_jacks.gif", NOTHING),
    ("real/hard_cases/wchh_run_brief_far.mp4", NOTHING),
    ("real/hard_cases/pose2sim_multiperson_cam01.mp4", NOTHING),
    ("real/walking/dvirsegal_treadmill_front_lowerbody.mp4", NOTHING),
    ("real/walking/gentlemans_walking_pass.mp4", NOTHING),
    ("rendered/run_rear_m0.mp4", NOTHING),
    ("rendered/run_rear_f4_drop9.mp4", NOTHING),
    ("rendered/run_side_f3_60.mp4", NOTHING),
)
# Clips of the library without repetitions, in which nonetheless one of the exercises is done.
DONE_BADLY = {"real/quadruped/lenagalanova_bird_dog_cropped.mp4": "bird_dog"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One clip: which exercise it shows and what was proposed."""

    path: str
    truth: str
    found: Recognition

    @property
    def sure(self) -> bool:
        """True when it would be used without asking."""
        return self.found.sure is not None

    @property
    def right(self) -> bool:
        """True when the likeliest exercise is the true one."""
        return bool(self.found.candidates) and self.found.candidates[0].exercise.key == self.truth


def all_clips() -> dict[str, tuple[str, str]]:
    """By path: which exercise the clip shows, and its group."""
    known = {c.path: c.exercise if c.reps else NOTHING for c in (*RENDERED, *REAL)}
    known |= {path: DONE_BADLY.get(path, NOTHING) for path in OTHER}
    halves = {path: (known[path], GROUPS[i % 2]) for i, path in enumerate(sorted(known))}
    return halves | {path: (truth, GROUPS[2]) for path, truth in OUTSIDE}


def measure_clips(truths: Mapping[str, str]) -> list[Row]:
    """The clips of these exercises (by path), recognised from their landmarks."""
    exercises = load_exercises().values()
    return [
        Row(path=path, truth=truth, found=recognise(load_landmarks(path), exercises))
        for path, truth in truths.items()
    ]


def main() -> int:
    """Print every clip, the table of confusions and the shares; 1 when the clips are not there."""
    if not CLIPS.exists():
        print("The development clips are not beside the project.", file=sys.stderr)
        return 1
    clips = all_clips()
    rows = measure_clips({path: truth for path, (truth, _) in clips.items()})
    for row in rows:
        print(f"{row.path:56} {clips[row.path][1]:11} {row.truth:25} {_told(row)}")
    _confusions(rows)
    for group in GROUPS:
        _shares(group, [row for row in rows if clips[row.path][1] == group])
    _shares("all", rows)
    return 0


def _told(row: Row) -> str:
    candidates = ", ".join(
        f"{c.exercise.key} {c.full}+{c.partial} {c.side.value if c.side else '-'} "
        f"fit {c.fit:.2f} conf {c.confidence:.2f}"
        for c in row.found.candidates
    )
    return f"{'SURE' if row.sure else 'unsure'}: {candidates or 'nobody'}"


def _confusions(rows: Sequence[Row]) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        said = row.found.sure.exercise.key if row.found.sure else "unsure"
        counts[row.truth, said] += 1
    columns = [*sorted({said for _, said in counts} - {"unsure"}), "unsure"]
    print("\nclips by what they show (rows) and what is proposed without asking (columns)")
    print(" " * 26 + " ".join(f"{key[:15]:>15}" for key in columns))
    for truth in sorted({truth for truth, _ in counts}):
        print(f"{truth:26}" + " ".join(f"{counts[truth, said]:15}" for said in columns))


def _shares(group: str, rows: Sequence[Row]) -> None:
    sure = [row for row in rows if row.sure]
    others = [row for row in rows if row.truth == NOTHING]
    shown = [row for row in rows if row.truth != NOTHING]
    asked = [row for row in shown if not row.sure]
    listed = [r for r in asked if r.truth in {c.exercise.key for c in r.found.candidates}]
    print(
        f"{group}: right when sure {sum(row.right for row in sure)}/{len(sure)}; sure on other "
        f"activities {sum(row.sure for row in others)}/{len(others)}; of the clips of an exercise "
        f"unsure {len(asked)}/{len(shown)}, then it is among the candidates in "
        f"{len(listed)}/{len(asked)}"
    )


if __name__ == "__main__":
    sys.exit(main())

"""The form score: "form that favours the glutes" (measurement specification B.0.6).

A camera estimate of how the exercise was done. It says nothing about muscle activity.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exercises.results import Rep
from exercises.spec import RepRule

FORM_CAPTION = (
    "Form that favours the glutes (camera estimate: the camera cannot see muscle activity)"
)
USABLE_PEAK_MIN = 0.70
WEIGHTS = {"rom": 0.30, "stability": 0.30, "position": 0.20, "control": 0.20}


@dataclass(frozen=True, kw_only=True)
class RepForm:
    """What one repetition brings to the score, each 0…1; NaN = the exercise has none of it.

    usable  share of the frames at the top in which the body could be judged
    """

    rom: float
    stability: float
    position: float
    control: float
    usable: float


def stability_of(severities: Sequence[float]) -> float:
    """1 minus the mean of clip(severity - 0.5, 0, 1) over compensation faults; NaN when none."""
    seen = np.array([s for s in severities if np.isfinite(s)])
    return float(1.0 - np.mean(np.clip(seen - 0.5, 0.0, 1.0))) if len(seen) else float("nan")


def judge_form(
    rep: Rep,
    rule: RepRule,
    progress: float,
    severities: Sequence[float],
    usable: float,
    placed: float,
) -> RepForm:
    """The form of one repetition from its best progress and its times.

    severities  largest severity of each compensation fault; NaN = could not be judged
    usable      share of the frames at the top that could be judged
    placed      share of those in the position that favours the glutes; NaN = there is none
    """
    asked = (
        (rep.up_s, rule.up_min_s),
        (rep.down_s, rule.down_min_s),
        (rep.hold_s, rule.hold_target_s),
    )
    tempo = [took / least for took, least in asked if least > 0]
    return RepForm(
        rom=float(np.clip(progress, 0.0, 1.0)),
        stability=stability_of(severities),
        position=placed,
        control=float(np.mean(np.clip(tempo, 0.0, 1.0))) if tempo else float("nan"),
        usable=usable,
    )


@dataclass(frozen=True, kw_only=True)
class FormPart:
    """Points that one part brought to the score, of the most that it could.

    key  "rom", "stability", "position" or "control"
    """

    key: str
    points: float
    most: float


def form_parts(reps: Sequence[RepForm]) -> tuple[FormPart, ...]:
    """What the score is made of, means over the repetitions; nothing when none could be judged.

    A part that an exercise does not have is left out and gives its weight to the others.
    """
    shares = [_shares(rep) for rep in reps if rep.usable >= USABLE_PEAK_MIN]
    parts = []
    for key in WEIGHTS:
        seen = [share.get(key, (0.0, 0.0)) for share in shares]
        if any(most for _, most in seen):
            points, most = np.mean(seen, axis=0)
            parts.append(FormPart(key=key, points=float(points), most=float(most)))
    return tuple(parts)


def form_score(reps: Sequence[RepForm]) -> float:
    """Mean score of the repetitions, 0…100; NaN without a repetition that could be judged."""
    parts = form_parts(reps)
    return float(sum(part.points for part in parts)) if parts else float("nan")


def _shares(rep: RepForm) -> dict[str, tuple[float, float]]:
    """(points, most) of each part that a repetition has; the most add up to 100."""
    values: dict[str, float] = {key: getattr(rep, key) for key in WEIGHTS}
    known = {key: value for key, value in values.items() if np.isfinite(value)}
    total = sum(WEIGHTS[key] for key in known)
    most = {key: 100.0 * WEIGHTS[key] / total for key in known}
    return {key: (value * most[key], most[key]) for key, value in known.items()}

"""The pelvis in an exercise in words: what the page and the command line say of it."""

import math
from dataclasses import dataclass

from analysis.exercise_session import PelvisResult, RepPelvis

MARGIN_DEG = 3.0
"""Smallest difference that a trained rater can tell with markers on video, 2.7-2.8 degrees
(Dingenen 2018; measurement specification A.0.4). The pictures alone allow less."""
CANNOT_TELL = "cannot tell"
MEANING = (
    "From the stickers: how far the free side of the pelvis was lower or higher than in your start "
    f"position, to about ±{MARGIN_DEG:.0f}°."
)
FROM_FOOT = "All other degrees of a hip hike are read from the hanging foot, which is rougher."


def meaning_text(exercise_key: str) -> str:
    """What the numbers are."""
    return f"{MEANING} {FROM_FOOT}" if exercise_key == "hip_hike" else MEANING


@dataclass(frozen=True, kw_only=True)
class PelvisRow:
    """The pelvis in one repetition: the columns of a table."""

    number: int
    side: str
    start: str
    top: str
    range: str


def pelvis_rows(pelvis: PelvisResult) -> list[PelvisRow]:
    """One row for each repetition; none when no degrees can be given."""
    return [_row(rep) for rep in pelvis.reps]


def _row(rep: RepPelvis) -> PelvisRow:
    moved = CANNOT_TELL if math.isnan(rep.range_deg) else f"{rep.range_deg:.0f}°"
    return PelvisRow(
        number=rep.index,
        side=f"{rep.side} leg",
        start=drop_text(rep.start_deg),
        top=drop_text(rep.top_deg),
        range=moved,
    )


def drop_text(drop_deg: float) -> str:
    """The free side against the start position."""
    if math.isnan(drop_deg):
        return CANNOT_TELL
    degrees = round(drop_deg)
    if degrees == 0:
        return "0°"
    return f"{abs(degrees)}° {'lower' if degrees > 0 else 'higher'}"


def fault_lines(pelvis: PelvisResult) -> list[str]:
    """What was seen in the pelvis and what helps."""
    return [
        f"{fault.reps} of {len(pelvis.reps)}: {fault.meaning} {fault.cue}"
        for fault in pelvis.faults
    ]


def reason_lines(pelvis: PelvisResult) -> list[str]:
    """Why there are no degrees, or what makes them less sure."""
    told = [f"{reason[:1].upper()}{reason[1:]}" for reason in dict.fromkeys(pelvis.reasons)]
    if not pelvis.reps and told:
        told[0] = f"Cannot tell how the pelvis moved: {told[0][:1].lower()}{told[0][1:]}"
    return told

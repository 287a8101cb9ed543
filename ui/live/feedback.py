"""What goes back to the browser: the state of the set after one message, as one line of JSON."""

import json
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from exercises.spec import Exercise
from ui.live.plan import SetPlan
from vision.overlay import Overlay

_COMPACT = json.JSONEncoder(separators=(",", ":")).encode


class Stage(StrEnum):
    """Where the set is."""

    CHECK = "check"
    COUNT_IN = "count-in"
    ACTIVE = "active"
    PAUSED = "paused"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the browser shows and says after one message.

    message    a sentence: what is wrong, or None
    check      share of the camera check that has held, 0…1
    count_in   seconds left of the count-in, rounded up, or None
    elapsed_s  seconds of exercise, pauses left out
    overlay    what to draw and write, None before and after the set
    say        the words to speak now, if any; `urgent` ones interrupt what is being said
    """

    stage: Stage
    message: str | None
    check: float
    count_in: int | None
    elapsed_s: float
    rep_count: int
    partial_count: int
    overlay: Overlay | None
    say: str | None
    urgent: bool


def told_json(seq: int, kept: int, told: Told | None) -> str:
    """The answer to message `seq`; None = it was seen before.

    The browser may forget all messages up to `kept`: they outlive the server.
    """
    if told is None:
        return _COMPACT({"seq": seq, "kept": kept})
    values: dict[str, Any] = {
        "seq": seq,
        "kept": kept,
        "stage": told.stage,
        "message": told.message,
        "check": round(told.check, 2),
        "countIn": told.count_in,
        "elapsed": round(told.elapsed_s, 1),
        "reps": told.rep_count,
        "partial": told.partial_count,
        "say": told.say,
        "urgent": told.urgent,
    }
    if told.overlay is not None:
        values |= _drawing(told.overlay)
    return _COMPACT(values)


def _drawing(overlay: Overlay) -> dict[str, Any]:
    return {
        "phase": overlay.phase,
        "progress": _number(overlay.progress),
        "angle": _number(overlay.angle_deg),
        "angleAt": overlay.angle_at,
        "hold": round(overlay.hold_s, 2),
        "cue": overlay.cue,
        "highlight": overlay.highlight,
        "near": overlay.near_side,
    }


def welcome_json(plan: SetPlan, *, last_seq: int, stage: Stage, rep_count: int) -> str:
    """The first answer: what the set is, and the last message the server has."""
    exercise: Exercise = plan.exercise
    values = {
        "welcome": True,
        "lastSeq": last_seq,
        "stage": stage,
        "reps": rep_count,
        "exercise": exercise.name,
        "targetReps": plan.reps,
        "setNumber": plan.set_number,
        "setCount": plan.set_count,
        "targetDeg": exercise.rep.range_deg,
        "holdTarget": exercise.rep.hold_target_s,
    }
    return _COMPACT(values)


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 3)

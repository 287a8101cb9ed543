"""Prescriptions, programmes, changes and measures as plain values and back."""

import math
from dataclasses import fields
from typing import Any

from programme.dose import Band, Kind, Prescription, Programme, Working
from programme.progression import Change, Move
from records.models import ChangeRow, ProgrammeRow
from running.measure import Measure


def item_to_plain(item: Prescription) -> dict[str, Any]:
    """A prescription as JSON knows it."""
    return {
        "exercise": item.exercise,
        "kind": item.kind.value,
        "side": item.side.value,
        "sets": item.sets,
        "reps": item.reps,
        "hold_s": item.hold_s,
        "days": sorted(item.days),
        "band": item.band.name.lower(),
        "form_ok": item.form_ok,
    }


def item_from_plain(plain: dict[str, Any]) -> Prescription:
    """The inverse of `item_to_plain`."""
    return Prescription(
        exercise=plain["exercise"],
        kind=Kind(plain["kind"]),
        side=Working(plain["side"]),
        sets=plain["sets"],
        reps=plain["reps"],
        hold_s=float(plain["hold_s"]),
        days=frozenset(plain["days"]),
        band=Band[plain["band"].upper()],
        form_ok=plain.get("form_ok", False),
    )


def programme_from(row: ProgrammeRow) -> Programme:
    """A programme as kept."""
    return Programme(
        at=row.at,
        stage=row.stage,
        items=tuple(item_from_plain(item) for item in row.items),
        author_id=row.author_id,
        reason=row.reason,
    )


def change_from(row: ChangeRow) -> Change:
    """A change as kept."""
    return Change(
        at=row.at,
        move=Move(row.move),
        before=item_from_plain(row.before),
        after=item_from_plain(row.after),
        reason=row.reason,
        see_clinician=row.see_clinician,
    )


def measure_from_plain(plain: dict[str, Any]) -> Measure:
    """A measure as kept: lists are tuples again and null is NaN."""
    known = {field.name for field in fields(Measure)}
    return Measure(**{name: _number(value) for name, value in plain.items() if name in known})


def _number(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_number(item) for item in value)
    return math.nan if value is None else value

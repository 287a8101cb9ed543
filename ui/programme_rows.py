"""A programme as rows of a table that can be edited, and back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from programme.dose import Band, Kind, Prescription, Programme, Working
from programme.progression import Change
from programme.stages import EXERCISE_KEYS, first_dose
from ui.exercise_names import exercise_name

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
COLUMNS = ("exercise", "side", "sets", "reps", "hold_s", "days", "band", "form_ok")
NAMES = {exercise_name(key): key for key in sorted(EXERCISE_KEYS)}


class RowProblem(ValueError):
    """A row that is no prescription; the message is one sentence."""


def to_rows(items: Iterable[Prescription]) -> list[dict[str, Any]]:
    """One row for each prescription, in words."""
    return [
        {
            "exercise": exercise_name(item.exercise),
            "side": item.side.value,
            "sets": item.sets,
            "reps": item.reps,
            "hold_s": item.hold_s,
            "days": [DAYS[day] for day in sorted(item.days)],
            "band": item.band.name.lower(),
            "form_ok": item.form_ok,
        }
        for item in items
    ]


def from_rows(
    rows: Sequence[Mapping[str, Any]], known: Sequence[Prescription]
) -> tuple[Prescription, ...]:
    """The prescriptions of the rows; what a row leaves empty is the usual first dose.

    known  of the programme before: an exercise keeps its kind (hold, strength, …)
    """
    kinds = {item.exercise: item.kind for item in known}
    return tuple(_item(row, kinds) for row in rows if row.get("exercise"))


def _item(row: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Prescription:
    name = str(row["exercise"])
    if name not in NAMES:
        raise RowProblem(f"{name} is not an exercise of this app.")
    usual = first_dose(NAMES[name])
    try:
        return replace(
            usual,
            kind=kinds.get(usual.exercise, usual.kind),
            side=Working(_given(row, "side", usual.side.value)),
            sets=int(_given(row, "sets", usual.sets)),
            reps=int(_given(row, "reps", usual.reps)),
            hold_s=float(_given(row, "hold_s", usual.hold_s)),
            days=_days(row, usual),
            band=Band[str(_given(row, "band", usual.band.name)).upper()],
            form_ok=bool(_given(row, "form_ok", False)),
        )
    except (ValueError, KeyError) as error:
        raise RowProblem(f"{name}: {error}.") from error


def _given(row: Mapping[str, Any], key: str, usual: Any) -> Any:
    value = row.get(key)
    return usual if value is None or value != value or value == "" else value


def _days(row: Mapping[str, Any], usual: Prescription) -> frozenset[int]:
    days = row.get("days")
    if days is None or not isinstance(days, list | tuple) or not len(days):
        return usual.days
    return frozenset(DAYS.index(day) for day in days)


def programme_after_undo(
    programmes: Sequence[Programme], back: Change, *, author_id: str
) -> Programme | None:
    """The programme with a change taken back; None when the changed item is not in it any more."""
    current = programmes[-1] if programmes else None
    if current is None or back.before not in current.items:
        return None
    items = [back.after if item == back.before else item for item in current.items]
    keys = [(item.exercise, item.side) for item in items]
    if len(set(keys)) < len(keys):
        return None
    return replace(current, at=back.at, items=tuple(items), author_id=author_id, reason=back.reason)


def edited(
    stage: int, items: tuple[Prescription, ...], *, at: datetime, author_id: str, reason: str
) -> Programme:
    """A programme by a clinician; `RowProblem` when it does not hold together."""
    if not items:
        raise RowProblem("A programme needs at least one exercise.")
    try:
        return Programme(at=at, stage=stage, items=items, author_id=author_id, reason=reason)
    except ValueError as error:
        raise RowProblem("Each exercise can be in the programme once for a side.") from error

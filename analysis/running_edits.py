"""Gait events as a table that people edit, and the edited table as events again."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.errors import RequestRefused
from kinematics.landmarks import Side
from running.events import (
    EventKind,
    Events,
    GaitEvent,
    add_event,
    delete_event,
    move_event,
    relabel_sides,
)

KIND_WORDS = {"contact": EventKind.IC, "midstance": EventKind.MS, "toe-off": EventKind.TO}
WORDS = {kind: word for word, kind in KIND_WORDS.items()}
COLUMNS = ("foot", "event", "time_s", "confidence", "set")
SAME_S = 0.0006  # the table shows milliseconds
NEAR_S = 0.12  # an event set this close to one of its kind takes its place: steps are 0.3 s apart


def event_rows(events: Events, span_s: tuple[float, float]) -> pd.DataFrame:
    """The events between two moments, one row each, `COLUMNS`."""
    rows = [
        (e.side.value, WORDS[e.kind], round(e.time_s, 3), round(e.confidence, 2), _how(e))
        for e in events
        if _inside(e, span_s)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def edited_events(
    events: Events, rows: Sequence[Mapping[Any, Any]], span_s: tuple[float, float]
) -> Events:
    """The events with those between two moments replaced by the rows of an edited table.

    A row that was not touched keeps its event; any other becomes one that a person set.
    `RequestRefused` for a row without foot, event or time, or with a time that is not in the span.
    """
    before = [event for event in events if _inside(event, span_s)]
    result: Events = tuple(event for event in events if not _inside(event, span_s))
    for row in rows:
        side, kind, time_s = _read(row, span_s)
        same = next((e for e in before if _same(e, side, kind, time_s)), None)
        if same is not None:
            before.remove(same)
            result = (*result, same)
        else:
            result = add_event(result, side=side, kind=kind, time_s=time_s)
    return tuple(sorted(result, key=lambda e: (e.time_s, e.kind, e.side)))


def event_set_at(events: Events, *, side: Side, kind: EventKind, time_s: float) -> Events:
    """The events with one at a moment: the one of its kind beside it moved there, or a new one."""
    index = _nearest(events, side, kind, time_s)
    if index is None:
        return add_event(events, side=side, kind=kind, time_s=time_s)
    return move_event(events, index, time_s)


def event_taken_at(events: Events, *, side: Side, kind: EventKind, time_s: float) -> Events:
    """The events without the one of a kind at a moment; `RequestRefused` when there is none."""
    index = _nearest(events, side, kind, time_s)
    if index is None:
        raise RequestRefused(
            f"There is no {side.value} {WORDS[kind]} within {NEAR_S:g} s of {time_s:.3f} s."
        )
    return delete_event(events, index)


def _nearest(events: Events, side: Side, kind: EventKind, time_s: float) -> int | None:
    """Index of the nearest event of a kind, at most `NEAR_S` away."""
    found = [
        (abs(event.time_s - time_s), index)
        for index, event in enumerate(events)
        if event.side is side and event.kind is kind and abs(event.time_s - time_s) <= NEAR_S
    ]
    return min(found)[1] if found else None


def exchanged_sides(events: Events, span_s: tuple[float, float]) -> Events:
    """The events with left and right exchanged between two moments."""
    return relabel_sides(events, start_s=span_s[0], end_s=span_s[1])


def _read(row: Mapping[Any, Any], span_s: tuple[float, float]) -> tuple[Side, EventKind, float]:
    try:
        side, kind = Side(row["foot"]), KIND_WORDS[row["event"]]
        time_s = float(row["time_s"])
    except (KeyError, TypeError, ValueError) as error:
        raise RequestRefused("Every event needs a foot, a kind and a time.") from error
    if not span_s[0] <= time_s <= span_s[1]:
        raise RequestRefused(
            f"The time {time_s:.3f} s is outside the part shown, {span_s[0]:g}–{span_s[1]:g} s."
        )
    return side, kind, time_s


def _inside(event: GaitEvent, span_s: tuple[float, float]) -> bool:
    return span_s[0] <= event.time_s <= span_s[1]


def _same(event: GaitEvent, side: Side, kind: EventKind, time_s: float) -> bool:
    return event.side is side and event.kind is kind and abs(event.time_s - time_s) < SAME_S


def _how(event: GaitEvent) -> str:
    return "by hand" if event.edited else "found"

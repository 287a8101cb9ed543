"""Gait events as a table that people edit, the edited table as events, and what was edited."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.errors import RequestRefused
from kinematics.landmarks import Side
from running.analysis import RunningAnalysis
from running.event_order import CONTACT_MAX_S, Disorder, disorders
from running.events import (
    EventKind,
    Events,
    GaitEvent,
    add_event,
    delete_event,
    move_event,
    relabel_sides,
)
from running.steps import OUT_OF_ORDER

KIND_WORDS = {"contact": EventKind.IC, "midstance": EventKind.MS, "toe-off": EventKind.TO}
WORDS = {kind: word for word, kind in KIND_WORDS.items()}
COLUMNS = ("foot", "event", "time_s", "confidence", "set")
SAME_S = 0.0006  # the table shows milliseconds
EDITS_TOLD = 8
MOVED_S = 0.20  # an event that is set farther off is another one
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


@dataclass(frozen=True, kw_only=True)
class EventEdit:
    """One change by hand, from `before` to `after`: moved, or given to the other foot.

    before None = added · after None = taken away; never both
    """

    before: GaitEvent | None
    after: GaitEvent | None

    @property
    def time_s(self) -> float:
        """When the event is, or was."""
        return _first(self.after, self.before).time_s


def edits_between(found: Events, events: Events) -> tuple[EventEdit, ...]:
    """What people changed of the events that were found, in order of time."""
    known, now = frozenset(found), frozenset(events)
    gone = [event for event in found if event not in now]
    edits = []
    for after in (event for event in events if event not in known):
        before = _nearest_of(after, (e for e in gone if e.kind is after.kind), MOVED_S)
        if before is not None:
            gone.remove(before)
        edits.append(EventEdit(before=before, after=after))
    edits += [EventEdit(before=event, after=None) for event in gone]
    return tuple(sorted(edits, key=lambda edit: edit.time_s))


def with_edits(found: Events, edits: Iterable[EventEdit]) -> Events:
    """The events found, changed as on another day: a little elsewhere they are the same events."""
    events, new = list(found), []
    for edit in edits:
        old = _first(edit.before, edit.after)
        alike = (e for e in events if (e.side, e.kind) == (old.side, old.kind))
        same = _nearest_of(old, alike, NEAR_S)
        if same is not None:
            events.remove(same)
        if edit.after is not None:
            new.append(edit.after)
    return tuple(sorted([*events, *new], key=lambda e: (e.time_s, e.kind, e.side)))


def _first(*events: GaitEvent | None) -> GaitEvent:
    return next(event for event in events if event is not None)


def _nearest_of(event: GaitEvent, others: Iterable[GaitEvent], within_s: float) -> GaitEvent | None:
    """The one nearest in time, at most so far away."""
    near = [other for other in others if abs(other.time_s - event.time_s) <= within_s]
    return min(near, key=lambda other: abs(other.time_s - event.time_s), default=None)


def edits_text(count: int) -> str:
    """How many changes there are."""
    return f"{count} event{'s' if count != 1 else ''} set by hand"


def edits_told(edits: Sequence[EventEdit]) -> str:
    """How many changes there are, and the first of them."""
    told = [edit_sentence(edit) for edit in edits[:EDITS_TOLD]]
    more = [f"{len(edits) - len(told)} more"] if len(edits) > len(told) else []
    return f"{edits_text(len(edits))} ({'; '.join([*told, *more])})"


def edit_sentence(edit: EventEdit) -> str:
    """One change in words."""
    before, after = edit.before, edit.after
    if before is None or after is None:
        event, done = _first(before, after), "taken away" if after is None else "added"
        return f"{event.side.value} {WORDS[event.kind]} at {event.time_s:.3f} s {done}"
    where = f"{before.side.value} {WORDS[before.kind]} at {before.time_s:.3f} s"
    moved = f"moved to {after.time_s:.3f} s"
    if before.side is after.side:
        return f"{where} {'confirmed' if _same_time(before, after) else moved}"
    return f"{where} is of the {after.side.value} foot" + (
        "" if _same_time(before, after) else f", {moved}"
    )


def _same_time(event: GaitEvent, other: GaitEvent) -> bool:
    return abs(event.time_s - other.time_s) < SAME_S


def order_sentences(analysis: RunningAnalysis) -> list[str]:
    """What edits put out of order, and which steps are therefore not used; [] = nothing."""
    found = [_out_of_order(one) for one in disorders(analysis.events)]
    steps = analysis.steps[analysis.steps["exclusion_reason"] == OUT_OF_ORDER]
    if len(steps):
        contacts = zip(steps["side"], steps["ic_s"], strict=True)
        told = ", ".join(f"{side} {time_s:.2f} s" for side, time_s in contacts)
        found.append(f"Not used until this is in order: the steps that begin at {told}.")
    return found


def _out_of_order(one: Disorder) -> str:
    foot, kind = f"{one.first.side.value.capitalize()} foot", WORDS[one.second.kind]
    if one.late is not None:
        what = f"the contact at {one.late.time_s:.2f} s comes after the {kind}"
    elif one.contact is None or one.second.time_s - one.contact.time_s > CONTACT_MAX_S:
        return f"{foot}: the {kind} at {one.second.time_s:.2f} s has no contact before it."
    elif one.first.kind is one.second.kind:
        what = f"a {kind} at {one.first.time_s:.2f} s comes before another"
    else:
        what = f"the {WORDS[one.first.kind]} at {one.first.time_s:.2f} s comes before the {kind}"
    return f"{foot}: {what} at {one.second.time_s:.2f} s."


def edit_row(edit: EventEdit) -> dict[str, Any]:
    """One change as JSON takes it; `edit_of` reads it again."""
    return {
        name: event
        and {
            "side": event.side.value,
            "kind": event.kind.value,
            "time_s": float(event.time_s),
            "confidence": float(event.confidence),
        }
        for name, event in (("before", edit.before), ("after", edit.after))
    }


def edit_of(row: Mapping[str, Any]) -> EventEdit:
    """The change that was written as a row; ValueError or KeyError for another row."""
    before, after = (
        GaitEvent(
            side=Side(event["side"]),
            kind=EventKind(event["kind"]),
            time_s=float(event["time_s"]),
            confidence=float(event["confidence"]),
            edited=name == "after",
        )
        if (event := row[name]) is not None
        else None
        for name in ("before", "after")
    )
    if before is None and after is None:
        raise ValueError("edit: expected an event before or after, got neither")
    return EventEdit(before=before, after=after)


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

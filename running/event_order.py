"""Events of one foot that cannot follow each other once one of them was set by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kinematics.geometry import Array
from kinematics.landmarks import Side
from running.events import EventKind, Events, GaitEvent

CONTACT_MAX_S = 0.40  # a foot is not longer on the ground in running (specification A.3.3)
FOLLOWS = {
    EventKind.IC: (EventKind.IC, EventKind.MS, EventKind.TO),
    EventKind.MS: (EventKind.IC, EventKind.TO),
    EventKind.TO: (EventKind.IC,),
}
_EXACT_S = 1e-9


@dataclass(frozen=True, kw_only=True)
class Disorder:
    """`second` comes after `first` of the same foot with no contact between, and cannot.

    contact  the foot's last contact before them, None = none
    late     the contact that comes only after `second`, when that is what is wrong, else None
    """

    first: GaitEvent
    second: GaitEvent
    contact: GaitEvent | None
    late: GaitEvent | None


def disorders(events: Events) -> tuple[Disorder, ...]:
    """What is out of order beside an event that was set by hand.

    A contact that was not found leaves the same trace; stride times tell that (`StepRules`).
    """
    found = (one for side in Side for one in _of_foot([e for e in events if e.side is side]))
    return tuple(one for one in found if _by_hand(one))


def _of_foot(events: list[GaitEvent]) -> Iterator[Disorder]:
    own = sorted(events, key=lambda event: event.time_s)
    contact = None
    for first, second in pairwise(own):
        contact = first if first.kind is EventKind.IC else contact
        if second.kind in FOLLOWS[first.kind]:
            continue
        late = None
        if contact is None or second.time_s - contact.time_s > CONTACT_MAX_S:
            late = next((e for e in own if e.kind is EventKind.IC and _soon(second, e)), None)
        yield Disorder(first=first, second=second, contact=contact, late=late)


def _soon(event: GaitEvent, other: GaitEvent) -> bool:
    return 0.0 < other.time_s - event.time_s <= CONTACT_MAX_S


def _by_hand(one: Disorder) -> bool:
    events = (one.first, one.second, one.contact, one.late)
    return any(event is not None and event.edited for event in events)


def out_of_order(steps: pd.DataFrame, events: Events) -> NDArray[np.bool_]:
    """True for each step that such events belong to, or that is timed by a late contact.

    steps  columns `running.steps.COLUMNS` but the last
    """
    affected = np.zeros(len(steps), dtype=bool)
    start, step, stride_end, following = (
        steps[name].to_numpy() for name in ("ic_s", "step_time_s", "stride_end_s", "next_ic_s")
    )
    for one in disorders(events):
        own = (steps["side"] == one.first.side.value).to_numpy()
        if one.contact is not None:
            affected |= own & _at(start, one.contact)
        if one.late is not None:
            affected |= own & (_at(start, one.late) | _at(stride_end, one.late))
            affected |= ~own & (_at(start - step, one.late) | _at(following, one.late))
    return affected


def _at(times_s: Array, event: GaitEvent) -> NDArray[np.bool_]:
    return np.asarray(np.abs(times_s - event.time_s) < _EXACT_S)

"""Events -> `StepTable`: one row a foot contact, with the reason where a step is not used."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kinematics.geometry import Array
from kinematics.landmarks import Side
from running.event_order import CONTACT_MAX_S, out_of_order
from running.events import EventKind, Events, event_times
from running.signals import GaitSignals

COLUMNS = (
    "side",  # of the foot in contact: "left" or "right"
    "ic_s",  # initial contact
    "ms_s",  # midstance
    "to_s",  # toe-off
    "next_ic_s",  # the other foot's next initial contact
    "stride_end_s",  # the same foot's next initial contact
    "step_time_s",  # from the other foot's contact to this one
    "stride_time_s",
    "contact_time_s",
    "flight_time_s",  # from this toe-off to the other foot's contact
    "duty_factor",  # contact over stride time
    "confidence",  # of the least sure event
    "exclusion_reason",  # "" = used
)
OUT_OF_ORDER = "out of order"


@dataclass(frozen=True, kw_only=True)
class StepRules:
    """When a step is not used (A.3.3 steps 7 and 8, D.3).

    stride_s, contact_s   possible times
    off_median            largest distance from the median, as a share (of the stride for flight)
    missing_share         of the stride's leg landmarks
    confidence_min        of its events
    """

    stride_s: tuple[float, float] = (0.45, 1.30)
    contact_s: tuple[float, float] = (0.12, CONTACT_MAX_S)
    off_median: float = 0.20
    missing_share: float = 0.20
    confidence_min: float = 0.40

    def exclusion_reasons(
        self, steps: pd.DataFrame, missing: Array, disordered: NDArray[np.bool_]
    ) -> list[str]:
        """The first reason against each step, "" where there is none.

        missing     share of the leg landmarks · disordered  see `event_order.out_of_order`
        """
        stride = steps["stride_time_s"].to_numpy()
        contact = steps["contact_time_s"].to_numpy()
        flight = steps["flight_time_s"].to_numpy()
        reasons = (
            (OUT_OF_ORDER, disordered),
            ("no whole stride", ~np.isfinite(stride)),
            ("stride time impossible", _outside(stride, self.stride_s)),
            ("stride time unlike the others", _unlike(stride, self.off_median)),
            ("contact time impossible", _outside(contact, self.contact_s)),
            ("contact time unlike the others", _unlike(contact, self.off_median)),
            ("flight time unlike the others", _unlike(flight, self.off_median, stride / 2)),
            ("landmarks missing", missing > self.missing_share),
            ("left and right uncertain", steps["confidence"].to_numpy() < self.confidence_min),
        )
        return [
            next((word for word, failed in reasons if failed[i]), "") for i in range(len(steps))
        ]


def _outside(values: Array, bounds: tuple[float, float]) -> Array:
    return np.asarray((values < bounds[0]) | (values > bounds[1]))


def _unlike(values: Array, share: float, scale: Array | None = None) -> Array:
    """True where a value is further from the median than a share of it (or of `scale`)."""
    known = values[np.isfinite(values)]
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    middle = np.median(known)
    return np.asarray(np.abs(values - middle) > share * (middle if scale is None else scale))


def build_steps(
    events: Events, signals: GaitSignals, *, contact_times: bool, rules: StepRules | None = None
) -> pd.DataFrame:
    """The step table (columns: `COLUMNS`), in order of time.

    `contact_times` is False where the view does not allow them (from behind, from the front).
    """
    rows = [row for side in Side for row in _rows(events, side, contact_times)]
    steps = pd.DataFrame(rows, columns=list(COLUMNS[:-1]))
    steps = steps.sort_values("ic_s", kind="stable", ignore_index=True)
    numbers = list(COLUMNS[1:-1])
    steps[numbers] = steps[numbers].astype(float)
    spans = zip(steps["side"], steps["ic_s"], steps["stride_end_s"], strict=True)
    missing = np.array([_missing(signals, *span) for span in spans])
    disordered = out_of_order(steps, events)
    steps["exclusion_reason"] = (rules or StepRules()).exclusion_reasons(steps, missing, disordered)
    return steps


def _rows(events: Events, side: Side, contact_times: bool) -> list[tuple[object, ...]]:
    own, other = (event_times(events, s, EventKind.IC) for s in (side, side.other))
    lift = event_times(events, side, EventKind.TO)
    middle = event_times(events, side, EventKind.MS)
    sure = {(e.kind, e.time_s): e.confidence for e in events if e.side is side}
    rows: list[tuple[object, ...]] = []
    for index, contact in enumerate(own):
        stride_end = own[index + 1] if index + 1 < len(own) else np.nan
        limit = min(stride_end if np.isfinite(stride_end) else np.inf, contact + 1.0)
        off, mid = (_first(t, contact, limit) for t in (lift, middle))
        following = _first(other, contact, limit)
        before = -_first(-other[::-1], -contact, -contact + 0.9)
        stride = stride_end - contact
        on_ground = off - contact if contact_times else np.nan
        known = [
            sure[k, t]
            for k, t in ((EventKind.IC, contact), (EventKind.TO, off), (EventKind.MS, mid))
            if (k, t) in sure
        ]
        rows.append(
            (
                side.value, contact, mid, off, following, stride_end, contact - before, stride,
                on_ground, following - off if contact_times else np.nan, on_ground / stride,
                min(known),
            )
        )  # fmt: skip
    return rows


def _first(times: Array, after: float, before: float) -> float:
    """The first time strictly between two times, NaN without one."""
    between = times[(times > after) & (times < before)]
    return float(between[0]) if len(between) else np.nan


def _missing(signals: GaitSignals, side: str, start_s: float, end_s: float) -> float:
    """Share of a stride in which a leg landmark of that side is missing."""
    if not np.isfinite(end_s):
        return 0.0
    first, last = signals.index_at(start_s), signals.index_at(end_s)
    parts = ("hip", "knee", "ankle", "heel", "foot_index")
    points = [signals.point(p, Side(side))[first : last + 1, 0] for p in parts]
    return float(np.mean(~np.isfinite(np.stack(points)).all(axis=0)))


StepColumns = dict[str, NDArray[Any]]


def columns_of(steps: pd.DataFrame) -> StepColumns:
    """The step table as numpy arrays by column."""
    return {name: steps[name].to_numpy() for name in COLUMNS}


def exclusion_counts(steps: pd.DataFrame) -> dict[str, int]:
    """How many steps were left out for each reason."""
    return dict(Counter(reason for reason in steps["exclusion_reason"] if reason))

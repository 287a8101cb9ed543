"""One person's weeks as tables for one time axis."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo

import pandas as pd

from programme.return_to_run import RUN_STEPS
from programme.safety import StopReason
from records.types import Event, RunningRecord, SetCount, TrainingSet
from running.compare import PRIMARY
from ui.clock import day_of
from ui.event_view import KIND_NAMES, measure_name
from ui.run_walk import runs_done


def sets_table(sets: Iterable[SetCount], zone: tzinfo) -> pd.DataFrame:
    """Full repetitions a day: columns day, how (camera or told), reps, stopped."""
    rows = [
        {
            "day": pd.Timestamp(day_of(s.at, zone)),
            "how": "told" if s.manual else "camera",
            "reps": s.full_reps,
            "stopped": s.stop_reason not in (None, StopReason.CHOICE),
        }
        for s in sets
    ]
    if not rows:
        return pd.DataFrame(columns=["day", "how", "reps", "stopped"])
    grouped = pd.DataFrame(rows).groupby(["day", "how"], as_index=False)
    return grouped.agg(reps=("reps", "sum"), stopped=("stopped", "any"))


def run_walk_table(sets: Sequence[TrainingSet], zone: tzinfo) -> pd.DataFrame:
    """Planned minutes of each session: columns day, part (walking or running), minutes, whole."""
    rows = [
        {"day": pd.Timestamp(s.on), "part": part, "minutes": minutes, "whole": s.whole}
        for s in runs_done(sets, zone)
        for part, minutes in (
            ("running", RUN_STEPS[s.step].running_min),
            ("walking", RUN_STEPS[s.step].walking_min),
        )
    ]
    return pd.DataFrame(rows, columns=["day", "part", "minutes", "whole"])


UNIT_WORDS = {"deg": "degrees", "spm": "steps a minute"}


def runs_table(records: Iterable[RunningRecord], zone: tzinfo) -> pd.DataFrame:
    """Known primary measures: columns day, measure, value, unit, low, high, grade.

    floor, ceiling  the value less and plus the smallest change that can be told
    """
    rows = [
        {
            "day": pd.Timestamp(day_of(record.at, zone)),
            "measure": measure_name(m.key, m.side),
            "value": m.value,
            "unit": UNIT_WORDS[m.unit],
            "low": m.ci95[0],
            "high": m.ci95[1],
            "floor": m.value - m.sdd,
            "ceiling": m.value + m.sdd,
            "grade": m.grade,
        }
        for record in records
        for m in record.measures
        if m.key in PRIMARY and m.known
    ]
    columns = ["day", "measure", "value", "unit", "low", "high", "floor", "ceiling", "grade"]
    return pd.DataFrame(rows, columns=columns)


def events_table(events: Sequence[Event], zone: tzinfo) -> pd.DataFrame:
    """Columns day, name."""
    rows = [
        {
            "day": pd.Timestamp(day_of(event.at, zone)),
            "name": event.text or KIND_NAMES[event.kind],
        }
        for event in events
    ]
    return pd.DataFrame(rows, columns=["day", "name"])

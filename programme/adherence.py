"""How much of the plan was done (measurement specification C.6).

Counted by the camera where possible. Camera counts are a floor, since tracking can miss some, so
"I did it without the camera" is allowed and stays marked as such.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from programme.dose import Prescription, Programme, Working

GOOD_PERCENT = 80.0
FAIR_PERCENT = 50.0
HOLD_TOLERANCE = 0.9


class MissReason(StrEnum):
    """Why a session was missed; asked once, never twice."""

    TIME = "time"
    PAIN = "pain"
    FORGOT = "forgot"
    BORING = "boring"
    EQUIPMENT = "equipment"


@dataclass(frozen=True, kw_only=True)
class DoneSet:
    """One set that was done.

    full_reps  complete repetitions; held_reps: those held as long as prescribed
    side       the side that worked: left, right or both
    manual     done without the camera, as the person says
    """

    on: date
    exercise: str
    full_reps: int
    side: str = "both"
    held_reps: int = 0
    minutes: float = 0.0
    manual: bool = False


@dataclass(frozen=True, kw_only=True)
class Adherence:
    """Seven days of doing, NaN where nothing was prescribed or could be counted.

    reps_percent     100·Σ min(done, prescribed) / Σ prescribed, per exercise and day
    session_percent  share of the prescribed days on which something prescribed was done
    hold_percent     share of the camera-counted full repetitions held as long as prescribed
    days_since_last  None = never
    """

    reps_percent: float
    session_percent: float
    hold_percent: float
    sessions_done: int
    sessions_prescribed: int
    full_reps: int
    reps_prescribed: int
    minutes: float
    manual_sets: int
    days_since_last: int | None

    @property
    def level(self) -> str:
        """One of good (from 80 %), fair (from 50 %), low; unknown without a plan."""
        if math.isnan(self.reps_percent):
            return "unknown"
        if self.reps_percent >= GOOD_PERCENT:
            return "good"
        return "fair" if self.reps_percent >= FAIR_PERCENT else "low"


def week_adherence(
    programme: Programme,
    done: Sequence[DoneSet],
    *,
    last_day: date,
    begun: date | None = None,
) -> Adherence:
    """The seven days that end with `last_day`; nothing was prescribed before the day `begun`."""
    days = [last_day - timedelta(days=back) for back in range(6, -1, -1)]
    planned = [
        (day, item) for day in days if begun is None or day >= begun for item in programme.on(day)
    ]
    in_week = [s for s in done if days[0] <= s.on <= last_day]
    reps_prescribed = sum(item.reps_a_day for _, item in planned)
    credited = sum(min(_reps(in_week, day, item), item.reps_a_day) for day, item in planned)
    plan_days = {day for day, _ in planned}
    done_days = {day for day, item in planned if _reps(in_week, day, item) > 0}
    counted = [s for s in in_week if not s.manual]
    past = [s.on for s in done if s.on <= last_day]
    return Adherence(
        reps_percent=_percent(credited, reps_prescribed),
        session_percent=_percent(len(done_days), len(plan_days)),
        hold_percent=_percent(sum(s.held_reps for s in counted), sum(s.full_reps for s in counted)),
        sessions_done=len(done_days),
        sessions_prescribed=len(plan_days),
        full_reps=sum(s.full_reps for s in in_week),
        reps_prescribed=reps_prescribed,
        minutes=math.fsum(s.minutes for s in in_week),
        manual_sets=sum(s.manual for s in in_week),
        days_since_last=(last_day - max(past)).days if past else None,
    )


def missed_day(
    programme: Programme, done: Sequence[DoneSet], *, today: date, asked: Collection[date] = ()
) -> date | None:
    """The last prescribed day, when nothing was done on it and nobody was asked why; else None.

    Looks back a week, and not before the programme began.
    """
    begun = programme.at.date()
    for back in range(1, 8):
        day = today - timedelta(days=back)
        if day < begun or any(s.on == day for s in done):
            return None
        if programme.on(day):
            return None if day in asked else day
    return None


def held(hold_s: float, prescribed_s: float) -> bool:
    """True when a repetition was held as long as prescribed, within a tenth."""
    return prescribed_s <= 0 or hold_s >= HOLD_TOLERANCE * prescribed_s


def weeks_in_a_row(
    programme: Programme, done: Sequence[DoneSet], *, last_day: date, begun: date | None = None
) -> int:
    """Full weeks up to now with at least half of the sessions done; 0 when the last one was not."""
    weeks = 0
    while (
        week_adherence(
            programme, done, last_day=last_day - timedelta(weeks=weeks), begun=begun
        ).session_percent
        >= FAIR_PERCENT
    ):
        weeks += 1
    return weeks


def _reps(done: Sequence[DoneSet], day: date, item: Prescription) -> int:
    either = item.side in (Working.BOTH, Working.EACH)
    return sum(
        s.full_reps
        for s in done
        if s.on == day and s.exercise == item.exercise and (either or s.side == item.side)
    )


def _percent(part: float, whole: float) -> float:
    return 100.0 * part / whole if whole else math.nan

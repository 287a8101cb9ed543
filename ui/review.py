"""After a session day is complete: the rules of the programme decide, each change is kept.

A session day is complete once the morning after it was answered, or a whole day has passed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from itertools import chain

from programme.dose import Prescription, Programme
from programme.progression import Change, Move, Session, decide
from programme.safety import StopReason, locked_exercises
from programme.signals import (
    Eased,
    SessionSignals,
    Signal,
    leg_signal,
    local_signal,
    morning_signal,
    week_signal,
)
from programme.symptoms import Place, SymptomEntry, When, next_morning, pain_rise_at
from records import Actor, Records
from records.types import TrainingSet
from ui.clock import day_of

LOOK_BACK = timedelta(days=28)
RULES = "rules"


@dataclass(frozen=True, kw_only=True)
class History:
    """What the rules look at: sets and symptom entries (oldest first), and the zone of the days."""

    sets: Sequence[TrainingSet]
    entries: Sequence[SymptomEntry]
    zone: tzinfo

    def entries_on(self, day: date) -> list[SymptomEntry]:
        """The entries of a day."""
        return [e for e in self.entries if day_of(e.at, self.zone) == day]

    def sets_on(self, day: date, exercise: str) -> list[TrainingSet]:
        """The sets of an exercise that were over on a day."""
        return [
            s
            for s in self.sets
            if s.start.exercise == exercise
            and s.end is not None
            and day_of(s.start.started_at, self.zone) == day
        ]

    def days_of(self, exercise: str) -> list[date]:
        """The days on which an exercise was done, in order."""
        mine = (s for s in self.sets if s.start.exercise == exercise and s.end is not None)
        return sorted({day_of(s.start.started_at, self.zone) for s in mine})

    def morning_after(self, day: date) -> SymptomEntry | None:
        """The entry of the next morning."""
        found = [e for e in self.entries_on(day + timedelta(days=1)) if e.when is When.MORNING]
        return found[0] if found else None

    def is_complete(self, day: date, *, today: date) -> bool:
        """True when nothing more is to be expected of a session day."""
        return day < today and (
            self.morning_after(day) is not None or today - day >= timedelta(days=2)
        )


def review(
    records: Records, actor: Actor, person_id: str, *, zone: tzinfo, now: datetime
) -> list[Change]:
    """Decide on every exercise of the programme and keep what changes; returns the changes."""
    programmes = records.list_programmes(actor, person_id)
    if not programmes:
        return []
    history = load_history(records, actor, person_id, zone=zone, now=now)
    changes = records.list_changes(actor, person_id)
    locked = locked_exercises(
        records.list_spreading_events(actor, person_id), records.list_unlocks(actor, person_id)
    )
    decisions = decide_all(programmes[-1], history, changes, locked=locked, now=now)
    made = [change for change in decisions if change.move is not Move.HOLD]
    for change in made:
        records.save_change(actor, person_id, change)
    if any(change.before != change.after for change in made):
        records.save_programme(actor, person_id, _changed(programmes[-1], decisions, now))
    return made


def load_history(
    records: Records, actor: Actor, person_id: str, *, zone: tzinfo, now: datetime
) -> History:
    """The last weeks of a person."""
    since = now - LOOK_BACK
    return History(
        sets=records.list_sets(actor, person_id, since=since, with_reps=True),
        entries=records.list_symptoms(actor, person_id, since=since),
        zone=zone,
    )


def decide_all(
    programme: Programme,
    history: History,
    changes: Sequence[Change],
    *,
    locked: frozenset[str],
    now: datetime,
) -> list[Change]:
    """One decision for each item of the programme, in its order; holds included."""
    taken = {item.exercise for item in programme.items}
    sessions = [_sessions(item, history, day_of(now, history.zone)) for item in programme.items]
    every = sorted(chain(*sessions), key=lambda session: session.at)
    decisions = []
    for item, own in zip(programme.items, sessions, strict=True):
        mine = [c for c in changes if item.exercise in (c.before.exercise, c.after.exercise)]
        change = decide(item, own, mine, now=now, others=every, unavailable=taken | locked)
        if item.exercise in locked:
            change = decide(item, [], mine, now=now)
        taken.add(change.after.exercise)
        decisions.append(change)
    return decisions


def _sessions(item: Prescription, history: History, today: date) -> list[Session]:
    """Every session of an exercise that is complete."""
    days = history.days_of(item.exercise)
    return [session_of(item, day, history) for day in days if history.is_complete(day, today=today)]


def session_of(item: Prescription, day: date, history: History) -> Session:
    """How one exercise went on one day."""
    sets = history.sets_on(day, item.exercise)
    ends = [s.end for s in sets if s.end is not None]
    done = sum(min(s.full_reps, s.start.reps_prescribed) for s in sets)
    scores = [end.form_score for end in ends if end.form_score is not None]
    efforts = [end.effort for end in ends if end.effort is not None]
    stopped = any(end.stop_reason not in (None, StopReason.CHOICE) for end in ends)
    return Session(
        at=sets[-1].start.started_at,
        signals=signals_on(day, item.exercise, history),
        full_dose=done >= item.reps_a_day and not stopped,
        form_score=sum(scores) / len(scores) if scores else None,
        effort=max(efforts, default=None),
    )


def signals_on(day: date, exercise: str, history: History) -> SessionSignals:
    """The signals of an exercise on a day on which it was done, those of the week included."""
    sets = history.sets_on(day, exercise)
    return replace(_signals(sets, day, history), week=_week(day, history))


def _signals(sets: Sequence[TrainingSet], day: date, history: History) -> SessionSignals:
    ends = [s.end for s in sets if s.end is not None]
    pains = [end.local_pain for end in ends if end.local_pain is not None]
    before, after = _around(sets[0].start.started_at, history.entries_on(day))
    rises = [end.leg_rise for end in ends if end.leg_rise is not None]
    if before and after and (rise := pain_rise_at(Place.LEG, before, after)) is not None:
        rises.append(rise)
    eased = [end.eased for end in ends if end.eased is not None]
    slow = Eased.LONGER in eased
    spread = any(end.stop_reason is StopReason.SPREADING for end in ends)
    known = bool(rises) or spread
    after_night = history.morning_after(day)
    return SessionSignals(
        local=local_signal(max(pains)) if pains else None,
        leg=leg_signal(max(rises, default=0), _slowest(eased), spread=spread) if known else None,
        morning=morning_signal(next_morning(before, after_night))
        if before and after_night
        else None,
        irritable=slow,
    )


def _slowest(eased: Sequence[Eased]) -> Eased:
    """The slowest answer; when nobody asked, the careful one short of "longer"."""
    order = list(Eased)
    return max(eased, key=order.index, default=Eased.WITHIN_30_MIN)


def _around(
    begin: datetime, entries: Sequence[SymptomEntry]
) -> tuple[SymptomEntry | None, SymptomEntry | None]:
    """The last entry before a session and the last one after it, on the same day."""
    before = [e for e in entries if e.at <= begin]
    after = [e for e in entries if e.at > begin and e.when is not When.MORNING]
    return (before[-1] if before else None, after[-1] if after else None)


def _week(day: date, history: History) -> Signal | None:
    """The trend of the week that ends with a day, and whether the day is the second red one."""
    this = _worst(history, day - timedelta(days=6), day)
    earlier = _worst(history, day - timedelta(days=13), day - timedelta(days=7))
    red = [back for back in range(7) if _is_red(day - timedelta(days=back), history)]
    return week_signal(this, earlier, red_days=len(red) if 0 in red else 0)


def _is_red(day: date, history: History) -> bool:
    """True when any exercise of a day was too much."""
    done = {s.start.exercise for s in history.sets}
    sets = [found for exercise in done if (found := history.sets_on(day, exercise))]
    return any(_signals(mine, day, history).worst is Signal.RED for mine in sets)


def _worst(history: History, first: date, last: date) -> list[int]:
    """The worst pain of each day with a rating."""
    worst: dict[date, int] = {}
    for entry in history.entries:
        day = day_of(entry.at, history.zone)
        if first <= day <= last and entry.worst is not None:
            worst[day] = max(entry.worst, worst.get(day, 0))
    return list(worst.values())


def _changed(programme: Programme, decisions: Sequence[Change], now: datetime) -> Programme:
    reasons = dict.fromkeys(c.reason for c in decisions if c.move is not Move.HOLD)
    items = tuple(change.after for change in decisions)
    return replace(programme, at=now, items=items, author_id=RULES, reason=" ".join(reasons))

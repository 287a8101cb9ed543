"""Who needs attention, and why; the most pressing first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import IntEnum

from programme.safety import STOP_PAIN, StopReason
from records.types import PersonOverview
from ui.account import LOCAL_PATIENT
from ui.clock import day_of, day_text

RECENT = timedelta(days=14)
QUIET_DAYS = 7
PLATEAU = timedelta(weeks=4)
PLATEAU_SESSIONS = 6
STOPS = {
    StopReason.SPREADING: "The last set ended because symptoms spread.",
    StopReason.PAIN: "The last set ended because of pain.",
    StopReason.FAINT: "The last set ended with dizziness or chest symptoms.",
}


class Urgency(IntEnum):
    """How soon somebody should look."""

    NONE = 0
    SOON = 1
    FIRST = 2


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    """One person of the list: name, what needs attention, and what happened last."""

    person_id: str
    name: str
    demo: bool
    urgency: Urgency
    reasons: tuple[str, ...]
    last: str


def person_lines(
    people: Iterable[PersonOverview], *, demo: bool, now: datetime, zone: tzinfo
) -> list[PersonLine]:
    """The list; made-up people only for made-up clinicians (`demo`)."""
    lines = [_line(one, now, zone) for one in people if one.person.demo is demo]
    return sorted(lines, key=lambda line: (-line.urgency, line.name.lower()))


def person_name(label: str, person_id: str) -> str:
    """What somebody is called; the beginning of the id for those without a name."""
    if person_id == LOCAL_PATIENT:
        return label or "The person of this machine"
    return label or f"Person {person_id[:6]}"


def plateau_sentence(
    training_days: int, last_progress_at: datetime | None, *, now: datetime
) -> str | None:
    """Says when the dose has not grown for four weeks though the person trained; else None.

    training_days  in the last four weeks
    """
    progressed = last_progress_at is not None and now - last_progress_at <= PLATEAU
    if progressed or training_days < PLATEAU_SESSIONS:
        return None
    return f"No step forward in four weeks with {training_days} training days."


def _line(one: PersonOverview, now: datetime, zone: tzinfo) -> PersonLine:
    first, soon = list(_pressing(one, now)), list(_to_keep_in_mind(one, now))
    urgency = Urgency.FIRST if first else Urgency.SOON if soon else Urgency.NONE
    return PersonLine(
        person_id=one.person.id,
        name=person_name(one.person.label, one.person.id),
        demo=one.person.demo,
        urgency=urgency,
        reasons=(*first, *soon),
        last=_last(one, now, zone),
    )


def _pressing(one: PersonOverview, now: datetime) -> Iterable[str]:
    if one.last_screen_yes:
        yield f"Answered yes to {len(one.last_screen_yes)} of the safety questions."
    if one.last_stop_reason in STOPS:
        yield STOPS[one.last_stop_reason]
    if one.last_worse:
        yield "Says that it is getting worse."
    if one.last_worst_pain is not None and one.last_worst_pain >= STOP_PAIN:
        yield f"Worst pain {one.last_worst_pain} of 10 at the last entry."
    if one.needs_clinician_at is not None and now - one.needs_clinician_at <= RECENT:
        yield "Was advised to see you after several hard sessions."


def _to_keep_in_mind(one: PersonOverview, now: datetime) -> Iterable[str]:
    if one.last_set_at is None:
        yield "Has not trained yet."
    elif (days := (now - one.last_set_at).days) >= QUIET_DAYS:
        weeks = days // 7
        yield f"No training for {weeks} week{'s' if weeks > 1 else ''}."
    if plateau := plateau_sentence(one.recent_training_days, one.last_progress_at, now=now):
        yield plateau


def _last(one: PersonOverview, now: datetime, zone: tzinfo) -> str:
    today = day_of(now, zone)
    parts = []
    if one.last_set_at:
        parts.append(f"trained {day_text(day_of(one.last_set_at, zone), today)}")
    if one.last_entry_at:
        pain = "" if one.last_worst_pain is None else f", worst pain {one.last_worst_pain}"
        parts.append(f"wrote {day_text(day_of(one.last_entry_at, zone), today)}{pain}")
    return " · ".join(parts)

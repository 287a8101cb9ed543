"""Before and after an event, in words that claim no more than the numbers allow (D.9)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from statistics import stdev

from analysis.running_edits import edits_text
from analysis.running_words import VIEW_WORDS
from programme.before_after import Answer, compare_ratings
from programme.questionnaires import (
    LEFS_CHANGE_MIN,
    PSFS_CHANGE_MIN,
    RMDQ_CHANGE_SHARE_MIN,
    Instrument,
    QuestionnaireResult,
    changed,
    score,
)
from programme.symptoms import SymptomEntry
from records.types import Event, EventKind, RunningRecord, TrainingSet
from running.compare import Change, Session, SessionComparer, sem_between_days
from running.measure import number_text
from running.metrics import METRICS
from ui.clock import day_of
from ui.exercise_names import exercise_name
from ui.weeks_view import PLACES, daily_worst, exercises_seen, training_table

KIND_NAMES = {
    EventKind.TREATMENT: "Hands-on treatment",
    EventKind.FLARE: "Flare",
    EventKind.RACE: "Race or long run",
    EventKind.OTHER: "Something else",
}
NO_RUNS = "There is no run filmed from the same side before and after the event."
WINDOW = timedelta(days=14)
BASELINES_MIN = 3
ASKED_WITHIN = timedelta(weeks=6)
NOT_A_CAUSE = (
    "What changed around an event need not come from it. Pain often eases again after a bad day, "
    "whatever is done."
)
INSTRUMENT_NAMES = {
    Instrument.PSFS: ("Activities (PSFS, more is better)", 1),
    Instrument.RMDQ: ("Back in daily life (RMDQ, less is better)", -1),
    Instrument.LEFS: ("Leg function (LEFS, more is better)", 1),
}
CHANGE_FROM = {
    Instrument.PSFS: f"{PSFS_CHANGE_MIN:g} points of the mean",
    Instrument.RMDQ: f"{100 * RMDQ_CHANGE_SHARE_MIN:.0f} % of the first score",
    Instrument.LEFS: f"{LEFS_CHANGE_MIN} points",
}


@dataclass(frozen=True, kw_only=True)
class Around:
    """One line: what it was before and after, and what can be said about it."""

    name: str
    before: str
    after: str
    answer: str
    reason: str


def around_event(
    event: Event,
    *,
    entries: Sequence[SymptomEntry],
    questionnaires: Sequence[QuestionnaireResult],
    zone: tzinfo,
) -> list[Around]:
    """Pain in the 14 days before and after, and the questionnaires nearest to the event."""
    return [*_pain(event, entries, zone), *_asked(event, questionnaires)]


def around_training(event: Event, sets: Sequence[TrainingSet], zone: tzinfo) -> list[Around]:
    """Form of each exercise in front of the camera, 14 days before and after.

    The smallest change is that of this person: 1.96 √2 times the standard deviation of the days
    before (D.9). It is not known when those days are all alike.
    """
    day, lines = day_of(event.at, zone), []
    for exercise in sorted(exercises_seen(sets)):
        table = training_table(sets, exercise, zone).dropna(subset=["form"])
        days = [at.date() for at in table["day"]]
        scores = dict(zip(days, table["form"], strict=True))
        before = [-v for d, v in scores.items() if day - WINDOW <= d < day]
        after = [-v for d, v in scores.items() if day < d <= day + WINDOW]
        if not before or not after:
            continue
        found = compare_ratings(before, after, smallest=_smallest_form_change(before))
        lines.append(
            Around(
                name=f"{exercise_name(exercise)}, form of 100",
                before=_number(-found.before),
                after=_number(-found.after),
                answer=found.answer.value,
                reason=found.reason,
            )
        )
    return lines


def _smallest_form_change(before: Sequence[float]) -> float:
    """MDC95 = 1.96 √2 SEM_day (D.9) from the days before, points; NaN when they do not vary."""
    sem_day = stdev(before) if len(before) >= BASELINES_MIN else 0.0
    return round(1.96 * math.sqrt(2.0) * sem_day, 1) or math.nan


def around_running(
    event: Event, records: Sequence[RunningRecord], *, primary_only: bool = True
) -> tuple[list[Around], tuple[str, ...]]:
    """From each side filmed: the last run before against the first one after; and how they differ.

    Runs are compared with runs filmed from the same side only.
    """
    lines: list[Around] = []
    conditions: list[str] = []
    for view in dict.fromkeys(record.view for record in records):
        before = [r for r in records if r.at < event.at and r.view == view]
        after = [r for r in records if r.at > event.at and r.view == view]
        if not before or not after:
            continue
        comparer = _comparer(before)
        comparison = comparer.compare(session_of(before[-1]), session_of(after[0]))
        shown = [c for c in comparison.changes if c.primary or not primary_only]
        own = dict.fromkeys(comparer.sem_day or (), len(before))
        lines += [_running(change, view, own.get(change.key, 0)) for change in shown]
        told = (
            *comparison.conditions,
            *_by_hand(before[-1], "before"),
            *_by_hand(after[0], "after"),
        )
        conditions += [f"Filmed {VIEW_WORDS[view]}: {text}" for text in told]
    if not lines:
        return [], (NO_RUNS,)
    return lines, tuple(conditions)


def event_title(event: Event, zone: tzinfo) -> str:
    """How a list of events calls it."""
    text = f": {event.text}" if event.text else ""
    return f"{day_of(event.at, zone):%d %b %Y} · {KIND_NAMES[event.kind]}{text}"


def _pain(event: Event, entries: Sequence[SymptomEntry], zone: tzinfo) -> Iterable[Around]:
    day = day_of(event.at, zone)
    for place, name in PLACES.items():
        worst = daily_worst(entries, place, zone)
        found = compare_ratings(
            [v for d, v in worst.items() if day - WINDOW <= d < day],
            [v for d, v in worst.items() if day < d <= day + WINDOW],
        )
        yield Around(
            name=f"{name} pain, worst of the day",
            before=_number(found.before),
            after=_number(found.after),
            answer=found.answer.value,
            reason=found.reason,
        )


def _asked(event: Event, results: Sequence[QuestionnaireResult]) -> Iterable[Around]:
    for instrument, (name, way) in INSTRUMENT_NAMES.items():
        mine = [r for r in results if r.instrument is instrument]
        before = [r for r in mine if event.at - ASKED_WITHIN <= r.at < event.at]
        after = [r for r in mine if event.at < r.at <= event.at + ASKED_WITHIN]
        if not before or not after:
            continue
        first, second = (score(instrument, r.answers) for r in (before[-1], after[-1]))
        answer = Answer.SAME
        if changed(instrument, first, second):
            answer = Answer.BETTER if (second - first) * way > 0 else Answer.WORSE
        reason = f"A change counts from {CHANGE_FROM[instrument]} (published for it)."
        yield Around(
            name=name, before=_number(first), after=_number(second), answer=answer.value,
            reason=reason,
        )  # fmt: skip


def _comparer(baselines: Sequence[RunningRecord]) -> SessionComparer:
    """With the noise between days of this very person, from three runs before the event (D.9)."""
    if len(baselines) < BASELINES_MIN:
        return SessionComparer()
    return SessionComparer(sem_day=sem_between_days([session_of(r) for r in baselines]))


def by_hand(record: RunningRecord) -> str:
    """How many gait events of a kept run were set by hand, in words; "" for none."""
    count = record.parameters.get("edited_events") or 0
    return edits_text(count) if count else ""


def _by_hand(record: RunningRecord, when: str) -> list[str]:
    told = by_hand(record)
    return [f"{told} in the run {when}."] if told else []


def measure_name(key: str, side: str) -> str:
    """The words for a running measure: "Pelvic drop, left"."""
    words = METRICS[key].name if key in METRICS else key.rsplit("_", 1)[0].replace("_", " ")
    return words if side == "both" else f"{words}, {side}"


def _running(change: Change, view: str, baselines: int) -> Around:
    """A line about a change; `baselines` runs of this person tell its smallest one, 0 = default."""
    name, least = measure_name(change.key, change.side), ""
    if math.isfinite(change.mdc):
        source = f"from {baselines} runs of this person" if baselines else "a default of this app"
        least = f" A change counts from {number_text(change.mdc, change.unit)} ({source})."
    return Around(
        name=f"{name}, filmed {VIEW_WORDS[view]}",
        before=number_text(change.before, change.unit),
        after=number_text(change.after, change.unit),
        answer=change.verdict.value,
        reason=f"{change.why}{least}",
    )


def session_of(record: RunningRecord) -> Session:
    """What a comparison needs of a run that was kept."""
    known = record.parameters
    return Session(
        view=record.view,
        measures=record.measures,
        frame_rate_hz=float(known.get("frame_rate_hz") or math.nan),
        speed_kmh=known.get("speed_kmh"),
        roll_deg=known.get("roll_deg"),
        shoes=known.get("shoes"),
    )


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.1f}"

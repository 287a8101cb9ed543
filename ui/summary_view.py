"""The hand-over: one page about the last weeks that a patient can give to a clinician."""

from collections.abc import Iterable, Sequence
from datetime import date, tzinfo

from analysis.running_words import VIEW_WORDS, margin_text, value_text, within
from programme.adherence import week_adherence
from programme.dose import Programme
from programme.progression import Change, Move
from programme.questionnaires import Instrument, QuestionnaireResult, score
from programme.red_flags import QUESTIONS
from programme.safety import SafetyScreen, StopReason
from programme.symptoms import SymptomEntry, most_distal
from records.types import Event, Person, RunningRecord, TrainingSet
from reports.summary_report import Section, Summary
from running.compare import PRIMARY
from ui.body_chart.regions import REGION_NAMES
from ui.clock import day_of
from ui.event_view import by_hand, event_title, measure_name
from ui.exercise_names import exercise_name
from ui.run_walk import run_walk_sentence
from ui.weeks_view import TREND_WEEKS, change_views, done_sets, pain_trends

STOP_WORDS = {
    StopReason.PAIN: "too much pain",
    StopReason.SPREADING: "symptoms spread",
    StopReason.FAINT: "dizziness or chest symptoms",
}
TREND = f"{TREND_WEEKS} weeks ago → now"
SCALES = {
    Instrument.PSFS: "0–10, more is better",
    Instrument.RMDQ: "0–24, less is better",
    Instrument.LEFS: "0–80, more is better",
    Instrument.GROC: "−7 to +7, more is better",
}
WITHIN = "±: within the recording; from day to day more varies"
STOPS_SHOWN, CHANGES_SHOWN, RUNS_SHOWN, EVENTS_SHOWN = 5, 6, 3, 6


def summarise(
    *,
    person: Person,
    programmes: Sequence[Programme],
    sets: Sequence[TrainingSet],
    entries: Sequence[SymptomEntry],
    screens: Sequence[SafetyScreen],
    questionnaires: Sequence[QuestionnaireResult],
    changes: Sequence[Change],
    analyses: Sequence[RunningRecord],
    events: Sequence[Event],
    zone: tzinfo,
    today: date,
) -> Summary:
    """What matters to somebody who sees the person for the first time."""
    sections = (
        Section(title="Pain and symptoms", lines=tuple(_pain(entries, today, zone))),
        Section(title="Safety questions", lines=tuple(_safety(screens, zone))),
        Section(title="Programme", lines=tuple(_programme(programmes))),
        Section(title="Done", lines=tuple(_done(programmes, sets, today, zone))),
        Section(title="Changes", lines=tuple(_changes(changes, today, zone))),
        Section(title="Questionnaires", lines=tuple(_scores(questionnaires, zone))),
        Section(title=f"Running, filmed ({WITHIN})", lines=tuple(_runs(analyses, zone))),
        Section(title="Events", lines=tuple(_events(events, zone))),
    )
    return Summary(label=person.label, demo=person.demo, day=today, sections=sections)


def _pain(entries: Sequence[SymptomEntry], today: date, zone: tzinfo) -> Iterable[str]:
    for trend in pain_trends(entries, today=today, zone=zone):
        numbers = f"{trend.text} ({trend.word})"
        yield f"{trend.place}, worst of the day, mean of a week, {TREND}: {numbers}"
    marked = [entry for entry in entries if entry.marks]
    if marked and (region := most_distal(marked[-1].marks)):
        when = day_of(marked[-1].at, zone)
        yield f"Furthest point marked on {when:%d %b %Y}: {REGION_NAMES[region]}"


def _safety(screens: Sequence[SafetyScreen], zone: tzinfo) -> Iterable[str]:
    if not screens:
        return
    latest = max(screens, key=lambda screen: screen.at)
    texts = [q.text for q in QUESTIONS if q.key in latest.yes]
    answers = "; ".join(f"yes: {text}" for text in texts) or "all answered no"
    yield f"{day_of(latest.at, zone):%d %b %Y}: {answers}"


def _programme(programmes: Sequence[Programme]) -> Iterable[str]:
    if programmes:
        yield f"Stage {programmes[-1].stage}"
        for item in programmes[-1].items:
            yield f"{exercise_name(item.exercise)}: {item.dose_text}"


def _done(
    programmes: Sequence[Programme], sets: Sequence[TrainingSet], today: date, zone: tzinfo
) -> Iterable[str]:
    if programmes:
        week = week_adherence(
            programmes[-1], done_sets(sets, zone), last_day=today,
            begun=day_of(programmes[0].at, zone),
        )  # fmt: skip
        days = f"{week.sessions_done} of {week.sessions_prescribed} training days"
        yield (
            f"Last seven days: {days if week.sessions_prescribed else 'no training day planned'}, "
            f"{week.full_reps} full repetitions, {week.manual_sets} sets without the camera"
        )
    if walked := run_walk_sentence(sets, zone=zone, today=today):
        yield walked
    stopped = dict.fromkeys(
        (day_of(s.start.started_at, zone), s.start.exercise, STOP_WORDS[s.end.stop_reason])
        for s in sets
        if s.end and s.end.stop_reason in STOP_WORDS
    )
    for day, exercise, why in list(stopped)[-STOPS_SHOWN:]:
        yield f"{day:%d %b %Y}: {exercise_name(exercise)} ended early: {why}"


def _changes(changes: Sequence[Change], today: date, zone: tzinfo) -> Iterable[str]:
    made = [change for change in changes if change.move is not Move.HOLD]
    views = change_views(made, today, zone)
    for change, view in list(zip(reversed(made), views, strict=True))[:CHANGES_SHOWN]:
        yield f"{day_of(change.at, zone):%d %b %Y}: {view.title}. {view.reason}"


def _scores(results: Sequence[QuestionnaireResult], zone: tzinfo) -> Iterable[str]:
    for instrument in dict.fromkeys(result.instrument for result in results):
        mine = [r for r in results if r.instrument is instrument]
        numbers = ", ".join(
            f"{score(r.instrument, r.answers):.3g} ({day_of(r.at, zone):%d %b})" for r in mine[-4:]
        )
        yield f"{instrument.value.upper()} ({SCALES[instrument]}): {numbers}"


def _runs(analyses: Sequence[RunningRecord], zone: tzinfo) -> Iterable[str]:
    """The measures named beforehand (D.9), with their ± within the recording."""
    for record in analyses[-RUNS_SHOWN:]:
        numbers = [
            f"{within(measure_name(m.key, m.side))} {value_text(m)} {margin_text(m)}".rstrip()
            for m in record.measures
            if m.key in PRIMARY and m.known
        ]
        when, told = day_of(record.at, zone), "; ".join(numbers) or "nothing sure"
        edited = f" ({by_hand(record)})" if by_hand(record) else ""
        yield f"{when:%d %b %Y}, {VIEW_WORDS[record.view]}: {told}{edited}"


def _events(events: Sequence[Event], zone: tzinfo) -> Iterable[str]:
    for event in events[-EVENTS_SHOWN:]:
        yield event_title(event, zone)

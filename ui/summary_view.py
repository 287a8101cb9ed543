"""The hand-over: one page about the last weeks that a patient can give to a clinician."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from html import escape

from programme.adherence import week_adherence
from programme.dose import Programme
from programme.progression import Change
from programme.questionnaires import QuestionnaireResult, score
from programme.red_flags import QUESTIONS
from programme.safety import SafetyScreen, StopReason
from programme.symptoms import SymptomEntry, most_distal
from records.types import Event, Person, TrainingSet
from ui.body_chart.regions import REGION_NAMES
from ui.clock import day_of
from ui.event_view import event_title
from ui.exercise_names import exercise_name
from ui.weeks_view import change_views, done_sets, pain_trends

PURPOSE = (
    "Made by an educational tool from what the person said and a camera saw. It does not "
    "diagnose. Angles are camera estimates; pain is rated 0–10."
)
CHANGES_SHOWN, EVENTS_SHOWN = 6, 6
_STYLE = (
    "body{font:14px/1.45 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color:#22302f}h1{font-size:1.4rem;margin:0}h2{font-size:1.05rem;margin:1.1rem 0 .2rem}"
    "ul{margin:.2rem 0;padding-left:1.2rem}small{color:#55605e}"
    ".demo{background:#ffe9a8;padding:.3rem .6rem}@media print{body{margin:0}}"
)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading and its lines."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The page before it is HTML; all text as it came."""

    label: str
    demo: bool
    day: date
    sections: tuple[Section, ...]


def summarise(
    *,
    person: Person,
    programmes: Sequence[Programme],
    sets: Sequence[TrainingSet],
    entries: Sequence[SymptomEntry],
    screens: Sequence[SafetyScreen],
    questionnaires: Sequence[QuestionnaireResult],
    changes: Sequence[Change],
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
        Section(title="Events", lines=tuple(_events(events, zone))),
    )
    return Summary(label=person.label, demo=person.demo, day=today, sections=sections)


def summary_html(summary: Summary) -> bytes:
    """The page, complete in itself."""
    name = escape(summary.label or "one person")
    demo = '<p class="demo">Demo: made-up data.</p>' if summary.demo else ""
    sections = "".join(map(_section_html, summary.sections))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Summary</title>'
        f"<style>{_STYLE}</style><h1>Summary for a clinician</h1>"
        f"<p>{name} · {summary.day:%d %b %Y}</p>{demo}{sections}<p><small>{escape(PURPOSE)}"
        f"</small></p></html>"
    ).encode()


def _section_html(section: Section) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in section.lines or ("Nothing yet.",))
    return f"<h2>{escape(section.title)}</h2><ul>{lines}</ul>"


def _pain(entries: Sequence[SymptomEntry], today: date, zone: tzinfo) -> Iterable[str]:
    for trend in pain_trends(entries, today=today, zone=zone):
        yield f"{trend.place}, worst of the day, mean of a week: {trend.text} ({trend.word})"
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
        week = week_adherence(programmes[-1], done_sets(sets, zone), last_day=today)
        yield (
            f"Last seven days: {week.sessions_done} of {week.sessions_prescribed} training days, "
            f"{week.full_reps} full repetitions, {week.manual_sets} sets without the camera"
        )
    for one in sets:
        stop = one.end.stop_reason if one.end else None
        if stop not in (None, StopReason.CHOICE):
            day = day_of(one.start.started_at, zone)
            yield f"{day:%d %b %Y}: {exercise_name(one.start.exercise)} ended early ({stop.value})"


def _changes(changes: Sequence[Change], today: date, zone: tzinfo) -> Iterable[str]:
    for view in change_views(changes, today, zone)[:CHANGES_SHOWN]:
        yield f"{view.when}: {view.title}. {view.reason}"


def _scores(results: Sequence[QuestionnaireResult], zone: tzinfo) -> Iterable[str]:
    for instrument in dict.fromkeys(result.instrument for result in results):
        mine = [r for r in results if r.instrument is instrument]
        numbers = ", ".join(
            f"{score(r.instrument, r.answers):.3g} ({day_of(r.at, zone):%d %b})" for r in mine[-4:]
        )
        yield f"{instrument.value.upper()}: {numbers}"


def _events(events: Sequence[Event], zone: tzinfo) -> Iterable[str]:
    for event in events[-EVENTS_SHOWN:]:
        yield event_title(event, zone)

"""Verbs on how the person is: symptoms, questionnaires, safety screens, notes, events."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Select, select

from kinematics.landmarks import Side
from programme.adherence import MissReason
from programme.questionnaires import Instrument, QuestionnaireResult, score
from programme.safety import SafetyScreen
from programme.symptoms import Mark, Pain, Place, Quality, Region, SymptomEntry, When
from records.access import Actor, NotAllowed, Role
from records.database import Database
from records.models import Dated, EventRow, NoteRow, QuestionnaireRow, ScreenRow, SymptomRow
from records.types import Event, EventKind, Miss, Note


class Health(Database):
    """What the person says, and what clinicians write down."""

    def save_symptoms(self, actor: Actor, person_id: str, entry: SymptomEntry) -> None:
        """Keep one answer to "how does it feel?"."""
        numbers = {
            f"{place}_{name}": getattr(entry.rating(place), name)
            for place in Place
            for name in ("now", "worst")
        }
        row = SymptomRow(
            person_id=person_id,
            at=entry.at,
            moment=entry.when.value,
            marks=_plain_marks(entry.marks),
            worse=entry.worse,
            **numbers,
        )
        with self._write(actor, person_id, "save_symptoms") as session:
            session.add(row)

    def list_symptoms(
        self,
        actor: Actor,
        person_id: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[SymptomEntry]:
        """Entries in [since, until), oldest first."""
        query = _in_time(select(SymptomRow), SymptomRow, person_id, since, until)
        with self._read(actor, person_id, "list_symptoms") as session:
            return [_entry(row) for row in session.scalars(query)]

    def save_questionnaire(self, actor: Actor, person_id: str, result: QuestionnaireResult) -> None:
        """Keep a filled-in questionnaire with its score."""
        row = QuestionnaireRow(
            person_id=person_id,
            at=result.at,
            instrument=result.instrument.value,
            answers=dict(result.answers),
            score=score(result.instrument, result.answers),
        )
        with self._write(actor, person_id, "save_questionnaire") as session:
            session.add(row)

    def list_questionnaires(self, actor: Actor, person_id: str) -> list[QuestionnaireResult]:
        """All filled-in questionnaires, oldest first."""
        query = _in_time(select(QuestionnaireRow), QuestionnaireRow, person_id)
        with self._read(actor, person_id, "list_questionnaires") as session:
            return [
                QuestionnaireResult(
                    at=row.at, instrument=Instrument(row.instrument), answers=row.answers
                )
                for row in session.scalars(query)
            ]

    def save_screen(self, actor: Actor, person_id: str, screen: SafetyScreen) -> None:
        """Keep one safety screen: its time and answers, no free text."""
        row = ScreenRow(
            person_id=person_id, at=screen.at, yes=sorted(screen.yes), cleared=screen.cleared
        )
        with self._write(actor, person_id, "save_screen") as session:
            session.add(row)

    def list_screens(self, actor: Actor, person_id: str) -> list[SafetyScreen]:
        """All safety screens, oldest first."""
        query = _in_time(select(ScreenRow), ScreenRow, person_id)
        with self._read(actor, person_id, "list_screens") as session:
            return [
                SafetyScreen(at=row.at, yes=frozenset(row.yes), cleared=row.cleared)
                for row in session.scalars(query)
            ]

    def save_note(self, actor: Actor, person_id: str, text: str) -> None:
        """Keep a clinician's note on a patient; the patient can read it."""
        if actor.role is not Role.CLINICIAN:
            raise NotAllowed("Only a clinician can write a note.")
        with self._write(actor, person_id, "save_note") as session:
            row = NoteRow(person_id=person_id, at=self._now(), author_id=actor.person_id, text=text)
            session.add(row)

    def list_notes(self, actor: Actor, person_id: str) -> list[Note]:
        """All notes, oldest first."""
        query = _in_time(select(NoteRow), NoteRow, person_id)
        with self._read(actor, person_id, "list_notes") as session:
            return [
                Note(at=row.at, author_id=row.author_id, text=row.text)
                for row in session.scalars(query)
            ]

    def save_event(self, actor: Actor, person_id: str, event: Event) -> None:
        """Keep something that happened outside the app, such as hands-on treatment."""
        row = EventRow(person_id=person_id, at=event.at, kind=event.kind.value, text=event.text)
        with self._write(actor, person_id, "save_event") as session:
            session.add(row)

    def list_events(self, actor: Actor, person_id: str) -> list[Event]:
        """All events, oldest first; missed days are not among them."""
        query = _in_time(select(EventRow), EventRow, person_id)
        query = query.where(EventRow.kind != EventKind.MISSED)
        with self._read(actor, person_id, "list_events") as session:
            return [
                Event(at=row.at, kind=EventKind(row.kind), text=row.text)
                for row in session.scalars(query)
            ]

    def save_miss(self, actor: Actor, person_id: str, miss: Miss) -> None:
        """Keep why nothing was done on a day, kept as an event at noon UTC of that day."""
        at = datetime.combine(miss.on, time(12), UTC)
        text = miss.reason.value if miss.reason else ""
        with self._write(actor, person_id, "save_miss") as session:
            session.add(EventRow(person_id=person_id, at=at, kind=EventKind.MISSED, text=text))

    def list_misses(
        self, actor: Actor, person_id: str, *, since: datetime | None = None
    ) -> list[Miss]:
        """Missed days that were asked about, oldest first."""
        query = _in_time(select(EventRow), EventRow, person_id, since)
        query = query.where(EventRow.kind == EventKind.MISSED)
        with self._read(actor, person_id, "list_misses") as session:
            return [
                Miss(on=row.at.date(), reason=MissReason(row.text) if row.text else None)
                for row in session.scalars(query)
            ]


def _in_time(
    query: Select[Any],
    table: type[Dated],
    person_id: str,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Select[Any]:
    query = query.where(table.person_id == person_id).order_by(table.at, table.id)
    if since:
        query = query.where(table.at >= since)
    if until:
        query = query.where(table.at < until)
    return query


def _plain_marks(marks: Iterable[Mark]) -> list[list[str]]:
    return sorted([mark.region.value, mark.side.value, mark.quality.value] for mark in marks)


def _entry(row: SymptomRow) -> SymptomEntry:
    ratings = {
        place: Pain(now=getattr(row, f"{place}_now"), worst=getattr(row, f"{place}_worst"))
        for place in Place
    }
    return SymptomEntry(
        at=row.at,
        when=When(row.moment),
        pain={place: pain for place, pain in ratings.items() if pain != Pain()},
        marks=frozenset(
            Mark(region=Region(region), side=Side(side), quality=Quality(quality))
            for region, side, quality in row.marks
        ),
        worse=row.worse,
    )

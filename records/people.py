"""Verbs on people: adding, the clinician's list, the audit."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from programme.progression import Move
from programme.return_to_run import RUN_WALK
from programme.safety import StopReason
from records.access import Actor, NotAllowed, Role, reach_all
from records.columns import UtcDateTime
from records.database import Database
from records.models import (
    AuditRow,
    ChangeRow,
    FileRow,
    Owned,
    PersonRow,
    ScreenRow,
    SetRow,
    SymptomRow,
)
from records.types import AuditLine, Person, PersonOverview

RECENT = timedelta(weeks=4)


class People(Database):
    """Who is known here."""

    def add_person(
        self, role: Role, *, label: str = "", demo: bool = False, person_id: str | None = None
    ) -> Person:
        """Add somebody and give them a random id (or the one their login stands for).

        The only verb without an actor: whoever runs the app decides who comes in.
        """
        row = PersonRow(
            id=person_id or secrets.token_hex(8),
            role=role.value,
            label=label,
            demo=demo,
            created_at=self._now(),
        )
        with self._transaction(writes=True) as session:
            session.add(row)
            session.flush()
            return _person(row)

    def find_person(self, actor: Actor, person_id: str) -> Person:
        """One person; `NotAllowed` also when there is no such person."""
        with self._read(actor, person_id, "find_person") as session:
            return _person(session.get_one(PersonRow, person_id))

    def known_role(self, person_id: str) -> Role | None:
        """The role of an id that has just signed in; None when it is not known here."""
        with self._transaction(writes=False) as session:
            row = session.get(PersonRow, person_id)
            return Role(row.role) if row else None

    def list_people(self, actor: Actor) -> list[PersonOverview]:
        """Every patient with what needs attention; for clinicians, one audit line."""
        with self._transaction(writes=True) as session:
            reach_all(session, actor, "list_people", at=self._now())
            found = session.execute(_OVERVIEW, {"since": self._now() - RECENT})
            return [_overview(*row) for row in found]

    def list_holders(self, actor: Actor, sha256: str) -> list[Person]:
        """Every patient whose records know a file by its checksum; for clinicians, one line."""
        query = (
            select(PersonRow)
            .join(FileRow, FileRow.person_id == PersonRow.id)
            .where(FileRow.sha256 == sha256, PersonRow.role == Role.PATIENT)
            .order_by(FileRow.at, PersonRow.id)
        )
        with self._transaction(writes=True) as session:
            reach_all(session, actor, "list_holders", at=self._now())
            return [_person(row) for row in session.scalars(query)]

    def list_audit(self, actor: Actor, person_id: str) -> list[AuditLine]:
        """What clinicians did with the data of a person, newest first; theirs to see as well."""
        query = (
            select(AuditRow).where(AuditRow.patient_id == person_id).order_by(AuditRow.id.desc())
        )
        with self._read(actor, person_id, "list_audit") as session:
            return [
                AuditLine(
                    at=row.at, actor_id=row.actor_id, patient_id=row.patient_id, action=row.action
                )
                for row in session.scalars(query)
            ]

    def find_demo(self, role: Role = Role.PATIENT) -> Person | None:
        """The made-up patient or clinician; None when there is none."""
        query = select(PersonRow).where(PersonRow.role == role, PersonRow.demo).limit(1)
        with self._transaction(writes=False) as session:
            row = session.scalars(query).first()
            return _person(row) if row else None

    def only_person(self) -> Person | None:
        """The one real patient of a single-user app; None when there is none yet.

        `NotAllowed` when there are several: then people have to sign in.
        """
        query = select(PersonRow).where(PersonRow.role == Role.PATIENT, ~PersonRow.demo).limit(2)
        with self._transaction(writes=False) as session:
            rows = session.scalars(query).all()
            if len(rows) > 1:
                raise NotAllowed("Several people are kept here: please sign in.")
            return _person(rows[0]) if rows else None


def _latest_id(table: type[Owned], time: str) -> Select[int]:
    """The id of a person's newest row, found by the index whatever the table's size."""
    inner = aliased(table)
    return (
        select(inner.id)
        .where(inner.person_id == PersonRow.id)
        .order_by(getattr(inner, time).desc())
        .limit(1)
        .correlate(PersonRow)
    )


def _latest_change(
    *which: ColumnElement[bool] | InstrumentedAttribute[bool],
) -> ScalarSelect[datetime]:
    """When the newest decision of a kind was made."""
    return (
        select(ChangeRow.at)
        .where(ChangeRow.person_id == PersonRow.id, *which)
        .order_by(ChangeRow.at.desc())
        .limit(1)
        .correlate(PersonRow)
        .scalar_subquery()
    )


_TRAINING_DAYS = (
    select(func.count(func.distinct(func.date(SetRow.started_at))))
    .where(SetRow.person_id == PersonRow.id)
    .where(SetRow.exercise != RUN_WALK)
    .where(SetRow.started_at >= bindparam("since", type_=UtcDateTime()))
    .correlate(PersonRow)
    .scalar_subquery()
)
_OVERVIEW = (
    select(
        PersonRow,
        SetRow,
        SymptomRow,
        ScreenRow,
        _latest_change(ChangeRow.see_clinician),
        _TRAINING_DAYS,
        _latest_change(ChangeRow.move == Move.PROGRESS.value),
    )
    .select_from(PersonRow)
    .where(PersonRow.role == Role.PATIENT)
    .outerjoin(SetRow, SetRow.id == _latest_id(SetRow, "started_at").scalar_subquery())
    .outerjoin(SymptomRow, SymptomRow.id == _latest_id(SymptomRow, "at").scalar_subquery())
    .outerjoin(ScreenRow, ScreenRow.id == _latest_id(ScreenRow, "at").scalar_subquery())
    .order_by(PersonRow.label, PersonRow.id)
)


def _overview(
    person: PersonRow,
    last_set: SetRow | None,
    entry: SymptomRow | None,
    screen: ScreenRow | None,
    needs_clinician_at: datetime | None,
    recent_training_days: int,
    last_progress_at: datetime | None,
) -> PersonOverview:
    ratings = [entry.leg_worst, entry.buttock_worst, entry.back_worst] if entry else []
    stop = last_set.stop_reason if last_set else None
    return PersonOverview(
        person=_person(person),
        last_set_at=last_set.started_at if last_set else None,
        last_entry_at=entry.at if entry else None,
        last_worst_pain=max((n for n in ratings if n is not None), default=None),
        last_worse=entry.worse if entry else False,
        last_screen_yes=tuple(screen.yes) if screen else (),
        last_stop_reason=StopReason(stop) if stop else None,
        needs_clinician_at=needs_clinician_at,
        recent_training_days=recent_training_days,
        last_progress_at=last_progress_at,
    )


def _person(row: PersonRow) -> Person:
    return Person(
        id=row.id,
        role=Role(row.role),
        label=row.label,
        demo=row.demo,
        created_at=row.created_at,
    )

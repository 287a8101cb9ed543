"""Verbs on training: sets with their repetitions, programmes, changes of dose."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exercises.results import FormFault, Rep
from programme.dose import Programme
from programme.progression import Change
from programme.safety import SpreadingEvent, StopReason, Unlock
from programme.signals import Eased
from records.access import Actor, NotAllowed
from records.analyses import add_recording
from records.database import Database
from records.models import ChangeRow, FaultRow, ProgrammeRow, RepRow, SetRow, UnlockRow
from records.plain import change_from, item_to_plain, programme_from
from records.types import FeltAt, Recording, SetCount, SetEnd, SetStart, TrainingSet

SETS_A_QUERY = 500
_REP_NUMBERS = ("start_s", "peak_s", "end_s", "peak_deg", "rom_deg", "hold_s", "up_s", "down_s")
_FAULT_FIELDS = ("key", "start_s", "end_s", "worst_s", "worst", "unit")


class Training(Database):
    """What was prescribed and what was done."""

    def start_set(self, actor: Actor, person_id: str, start: SetStart) -> int:
        """Keep a set that begins; its number is needed to add repetitions."""
        with self._write(actor, person_id, "start_set") as session:
            row = _set_row(person_id, start)
            session.add(row)
            session.flush()
            return row.id

    def append_rep(self, actor: Actor, person_id: str, set_id: int, rep: Rep) -> None:
        """Keep one repetition with its faults, whole or not at all."""
        with self._write(actor, person_id, "append_rep") as session:
            _own_set(session, person_id, set_id)
            session.add_all(_rep_rows(set_id, rep))

    def end_set(self, actor: Actor, person_id: str, set_id: int, end: SetEnd) -> None:
        """Complete a set; saying it again corrects it."""
        with self._write(actor, person_id, "end_set") as session:
            _fill_end(_own_set(session, person_id, set_id), end)

    def save_set(
        self,
        actor: Actor,
        person_id: str,
        start: SetStart,
        end: SetEnd,
        reps: Sequence[Rep] = (),
        recording: Recording | None = None,
        *,
        replaces: int | None = None,
    ) -> int:
        """Keep a whole set at once, with its recording or not at all; returns its number.

        replaces  the number of a set whose place it takes: the same one, kept when less was known
        """
        with self._write(actor, person_id, "save_set") as session:
            if replaces is not None:
                session.delete(_own_set(session, person_id, replaces))
            row = _set_row(person_id, start)
            _fill_end(row, end)
            session.add(row)
            session.flush()
            session.add_all(r for rep in reps for r in _rep_rows(row.id, rep))
            if recording is not None:
                add_recording(session, person_id, recording, at=self._now(), set_id=row.id)
            return row.id

    def list_sets(
        self,
        actor: Actor,
        person_id: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        exercise: str | None = None,
        with_reps: bool = True,
    ) -> list[TrainingSet]:
        """Sets that started in [since, until), oldest first; without repetitions when not asked."""
        query = select(SetRow).where(SetRow.person_id == person_id).order_by(SetRow.started_at)
        if since:
            query = query.where(SetRow.started_at >= since)
        if until:
            query = query.where(SetRow.started_at < until)
        if exercise:
            query = query.where(SetRow.exercise == exercise)
        with self._read(actor, person_id, "list_sets") as session:
            rows = session.scalars(query).all()
            reps = _reps_of(session, [row.id for row in rows]) if with_reps else {}
            return [_training_set(row, reps.get(row.id, ())) for row in rows]

    def count_reps(
        self, actor: Actor, person_id: str, *, since: datetime | None = None
    ) -> list[SetCount]:
        """Full repetitions of each set, oldest first; much quicker than the sets themselves."""
        reps = (
            select(func.count())
            .where(RepRow.set_id == SetRow.id, RepRow.complete)
            .correlate(SetRow)
            .scalar_subquery()
        )
        query = (
            select(SetRow.started_at, SetRow.manual, SetRow.manual_reps, SetRow.stop_reason, reps)
            .where(SetRow.person_id == person_id)
            .order_by(SetRow.started_at)
        )
        if since:
            query = query.where(SetRow.started_at >= since)
        with self._read(actor, person_id, "count_reps") as session:
            return [
                SetCount(
                    at=at,
                    manual=manual,
                    full_reps=told + counted,
                    stop_reason=StopReason(stop) if stop else None,
                )
                for at, manual, told, stop, counted in session.execute(query)
            ]

    def save_programme(self, actor: Actor, person_id: str, programme: Programme) -> None:
        """Make this the person's programme; the earlier ones stay."""
        row = ProgrammeRow(
            person_id=person_id,
            at=programme.at,
            stage=programme.stage,
            author_id=programme.author_id,
            reason=programme.reason,
            items=[item_to_plain(item) for item in programme.items],
        )
        with self._write(actor, person_id, "save_programme") as session:
            session.add(row)

    def list_programmes(self, actor: Actor, person_id: str) -> list[Programme]:
        """All versions of the person's programme, oldest first; the last one counts."""
        query = (
            select(ProgrammeRow)
            .where(ProgrammeRow.person_id == person_id)
            .order_by(ProgrammeRow.at, ProgrammeRow.id)
        )
        with self._read(actor, person_id, "list_programmes") as session:
            return [programme_from(row) for row in session.scalars(query)]

    def save_change(self, actor: Actor, person_id: str, change: Change) -> None:
        """Keep a decision of the progression rules with its reason."""
        row = ChangeRow(
            person_id=person_id,
            at=change.at,
            exercise=change.before.exercise,
            move=change.move.value,
            before=item_to_plain(change.before),
            after=item_to_plain(change.after),
            reason=change.reason,
            see_clinician=change.see_clinician,
        )
        with self._write(actor, person_id, "save_change") as session:
            session.add(row)

    def list_changes(self, actor: Actor, person_id: str) -> list[Change]:
        """All decisions, oldest first."""
        query = (
            select(ChangeRow)
            .where(ChangeRow.person_id == person_id)
            .order_by(ChangeRow.at, ChangeRow.id)
        )
        with self._read(actor, person_id, "list_changes") as session:
            return [change_from(row) for row in session.scalars(query)]

    def list_spreading_events(self, actor: Actor, person_id: str) -> list[SpreadingEvent]:
        """Sets that ended because symptoms spread, oldest first."""
        query = (
            select(SetRow.exercise, SetRow.started_at)
            .where(SetRow.person_id == person_id, SetRow.stop_reason == StopReason.SPREADING)
            .order_by(SetRow.started_at)
        )
        with self._read(actor, person_id, "list_spreading_events") as session:
            return [SpreadingEvent(exercise=e, at=at) for e, at in session.execute(query)]

    def unlock_exercise(self, actor: Actor, person_id: str, exercise: str) -> Unlock:
        """Allow a locked exercise again; only a clinician can, and not for themselves."""
        with self._write(actor, person_id, "unlock_exercise") as session:
            if actor.person_id == person_id:
                raise NotAllowed("Only a clinician can unlock an exercise.")
            now = self._now()
            session.add(
                UnlockRow(
                    person_id=person_id, at=now, exercise=exercise, clinician_id=actor.person_id
                )
            )
        return Unlock(exercise=exercise, at=now, clinician_id=actor.person_id)

    def list_unlocks(self, actor: Actor, person_id: str) -> list[Unlock]:
        """All unlocks of a person's exercises, oldest first."""
        query = select(UnlockRow).where(UnlockRow.person_id == person_id).order_by(UnlockRow.at)
        with self._read(actor, person_id, "list_unlocks") as session:
            return [
                Unlock(exercise=row.exercise, at=row.at, clinician_id=row.clinician_id)
                for row in session.scalars(query)
            ]


def _own_set(session: Session, person_id: str, set_id: int) -> SetRow:
    row = session.get(SetRow, set_id)
    if row is None or row.person_id != person_id:
        raise NotAllowed("This set is not one of this person.")
    return row


def _set_row(person_id: str, start: SetStart) -> SetRow:
    return SetRow(
        person_id=person_id,
        started_at=start.started_at,
        exercise=start.exercise,
        side=start.side,
        reps_prescribed=start.reps_prescribed,
        hold_prescribed_s=start.hold_prescribed_s,
        manual=start.manual,
        manual_reps=start.manual_reps,
        software_version=start.software_version,
        model_sha256=start.model_sha256,
        parameters=dict(start.parameters),
        scored=False,
    )


def _fill_end(row: SetRow, end: SetEnd) -> None:
    row.ended_at = end.ended_at
    row.scored = end.form_score is not None
    row.form_score = end.form_score
    row.effort, row.local_pain, row.leg_rise = end.effort, end.local_pain, end.leg_rise
    row.felt_at = end.felt_at.value if end.felt_at else None
    row.eased = end.eased.value if end.eased else None
    row.stop_reason = end.stop_reason.value if end.stop_reason else None


def _rep_rows(set_id: int, rep: Rep) -> list[RepRow | FaultRow]:
    numbers: dict[str, Any] = {name: getattr(rep, name) for name in _REP_NUMBERS}
    row = RepRow(set_id=set_id, number=rep.index, side=rep.side, complete=rep.complete, **numbers)
    faults = [
        FaultRow(
            set_id=set_id,
            rep_number=rep.index,
            place=place,
            **{name: getattr(fault, name) for name in _FAULT_FIELDS},
        )
        for place, fault in enumerate(rep.faults)
    ]
    return [row, *faults]


def _reps_of(session: Session, set_ids: Sequence[int]) -> dict[int, list[Rep]]:
    """The repetitions of many sets, in order, in two queries for each lot of sets."""
    found: dict[int, list[Rep]] = defaultdict(list)
    for first in range(0, len(set_ids), SETS_A_QUERY):
        ids = set_ids[first : first + SETS_A_QUERY]
        faults: dict[tuple[int, int], list[FormFault]] = defaultdict(list)
        fault_query = select(FaultRow.__table__).where(FaultRow.set_id.in_(ids))
        for f in session.execute(fault_query.order_by(FaultRow.place)):
            fields: dict[str, Any] = {name: getattr(f, name) for name in _FAULT_FIELDS}
            faults[f.set_id, f.rep_number].append(FormFault(**fields))
        rep_query = select(RepRow.__table__).where(RepRow.set_id.in_(ids))
        for r in session.execute(rep_query.order_by(RepRow.set_id, RepRow.number)):
            found[r.set_id].append(_rep(r, faults.get((r.set_id, r.number), ())))
    return found


def _rep(row: Any, faults: Iterable[FormFault]) -> Rep:
    numbers = {name: getattr(row, name) for name in _REP_NUMBERS}
    return Rep(
        index=row.number, side=row.side, complete=row.complete, faults=tuple(faults), **numbers
    )


def _training_set(row: SetRow, reps: Iterable[Rep]) -> TrainingSet:
    start = SetStart(
        started_at=row.started_at,
        exercise=row.exercise,
        side=row.side,
        reps_prescribed=row.reps_prescribed,
        hold_prescribed_s=row.hold_prescribed_s or 0.0,
        manual=row.manual,
        manual_reps=row.manual_reps,
        software_version=row.software_version,
        model_sha256=row.model_sha256,
        parameters=row.parameters,
    )
    return TrainingSet(id=row.id, start=start, end=_set_end(row), reps=tuple(reps))


def _set_end(row: SetRow) -> SetEnd | None:
    if row.ended_at is None:
        return None
    score = math.nan if row.form_score is None else row.form_score
    return SetEnd(
        ended_at=row.ended_at,
        form_score=score if row.scored else None,
        effort=row.effort,
        felt_at=FeltAt(row.felt_at) if row.felt_at else None,
        local_pain=row.local_pain,
        leg_rise=row.leg_rise,
        eased=Eased(row.eased) if row.eased else None,
        stop_reason=StopReason(row.stop_reason) if row.stop_reason else None,
    )

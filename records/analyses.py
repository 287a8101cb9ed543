"""Verbs on running analyses, raw landmarks and checksums of files."""

import io
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kinematics.pose import PoseSequence
from records.access import Actor, NotAllowed
from records.columns import to_plain
from records.database import Database
from records.models import AnalysisRow, FileRow, LandmarksRow, Owned, SetRow
from records.plain import measure_from_plain
from records.types import Recording, RunningRecord


class Analyses(Database):
    """What was measured, and the raw landmarks it can be measured from again."""

    def save_analysis(
        self,
        actor: Actor,
        person_id: str,
        record: RunningRecord,
        recording: Recording | None = None,
    ) -> int:
        """Keep a running analysis, with its recording or not at all; returns its number."""
        with self._write(actor, person_id, "save_analysis") as session:
            return self._add(session, person_id, record, recording)

    def save_analyses(
        self,
        actor: Actor,
        person_id: str,
        recorded: Sequence[tuple[RunningRecord, Recording | None]],
    ) -> list[int]:
        """Keep the videos of one run, all of them or none; returns their numbers."""
        with self._write(actor, person_id, "save_analyses") as session:
            return [self._add(session, person_id, *one) for one in recorded]

    def _add(
        self, session: Session, person_id: str, record: RunningRecord, recording: Recording | None
    ) -> int:
        row = _row(person_id, record)
        session.add(row)
        session.flush()
        if recording is not None:
            add_recording(session, person_id, recording, at=self._now(), analysis_id=row.id)
        return row.id

    def list_analyses(
        self, actor: Actor, person_id: str, *, since: datetime | None = None
    ) -> list[RunningRecord]:
        """Running analyses, oldest first."""
        query = (
            select(AnalysisRow)
            .where(AnalysisRow.person_id == person_id)
            .order_by(AnalysisRow.at, AnalysisRow.id)
        )
        if since:
            query = query.where(AnalysisRow.at >= since)
        with self._read(actor, person_id, "list_analyses") as session:
            return [_record(row) for row in session.scalars(query)]

    def save_landmarks(
        self,
        actor: Actor,
        person_id: str,
        sequence: PoseSequence,
        *,
        set_id: int | None = None,
        analysis_id: int | None = None,
    ) -> int:
        """Keep the raw landmarks of a set or of a running analysis; returns their number."""
        if (set_id is None) == (analysis_id is None):
            raise ValueError("landmarks: expected exactly one of set_id and analysis_id")
        row = LandmarksRow(
            person_id=person_id,
            set_id=set_id,
            analysis_id=analysis_id,
            at=self._now(),
            npz=_packed(sequence),
        )
        with self._write(actor, person_id, "save_landmarks") as session:
            table: type[Owned] = SetRow if set_id is not None else AnalysisRow
            owner = session.get(table, set_id if set_id is not None else analysis_id)
            if owner is None or owner.person_id != person_id:
                raise NotAllowed("These landmarks do not belong to this person's data.")
            session.add(row)
            session.flush()
            return row.id

    def load_landmarks(
        self,
        actor: Actor,
        person_id: str,
        *,
        set_id: int | None = None,
        analysis_id: int | None = None,
    ) -> list[PoseSequence]:
        """The raw landmarks of a set or of a running analysis, in the order they were kept."""
        query = (
            select(LandmarksRow.npz)
            .where(LandmarksRow.person_id == person_id)
            .where(LandmarksRow.set_id == set_id, LandmarksRow.analysis_id == analysis_id)
            .order_by(LandmarksRow.id)
        )
        with self._read(actor, person_id, "load_landmarks") as session:
            packed: Sequence[bytes] = session.scalars(query).all()
        return [PoseSequence.load_npz(io.BytesIO(npz)) for npz in packed]

    def save_file(self, actor: Actor, person_id: str, sha256: str, size_bytes: int) -> None:
        """Remember the checksum of a file that was analysed; the same file is kept once."""
        with self._write(actor, person_id, "save_file") as session:
            _add_file(session, person_id, sha256, size_bytes, at=self._now())

    def list_files(self, actor: Actor, person_id: str) -> dict[str, int]:
        """Size in bytes by checksum of the files that were analysed."""
        query = select(FileRow).where(FileRow.person_id == person_id).order_by(FileRow.at)
        with self._read(actor, person_id, "list_files") as session:
            return {row.sha256: row.size_bytes for row in session.scalars(query)}


def add_recording(
    session: Session,
    person_id: str,
    recording: Recording,
    *,
    at: datetime,
    set_id: int | None = None,
    analysis_id: int | None = None,
) -> None:
    """Keep the body points and the checksum of a recording within a transaction."""
    row = LandmarksRow(
        person_id=person_id,
        set_id=set_id,
        analysis_id=analysis_id,
        at=at,
        npz=_packed(recording.landmarks),
    )
    session.add(row)
    _add_file(session, person_id, recording.sha256, recording.size_bytes, at=at)


def _add_file(
    session: Session, person_id: str, sha256: str, size_bytes: int, *, at: datetime
) -> None:
    same = select(FileRow.id).where(FileRow.person_id == person_id, FileRow.sha256 == sha256)
    if session.scalar(same) is None:
        session.add(FileRow(person_id=person_id, at=at, sha256=sha256, size_bytes=size_bytes))


def _packed(sequence: PoseSequence) -> bytes:
    buffer = io.BytesIO()
    sequence.save_npz(buffer)
    return buffer.getvalue()


def _row(person_id: str, record: RunningRecord) -> AnalysisRow:
    return AnalysisRow(
        person_id=person_id,
        at=record.at,
        view=record.view,
        measures=to_plain(list(record.measures)),
        curves=to_plain(dict(record.curves)),
        parameters=to_plain(dict(record.parameters)),
        software_version=record.software_version,
        model_sha256=record.model_sha256,
        source_sha256=record.source_sha256,
    )


def _record(row: AnalysisRow) -> RunningRecord:
    return RunningRecord(
        id=row.id,
        at=row.at,
        view=row.view,
        measures=tuple(measure_from_plain(plain) for plain in row.measures),
        curves=row.curves,
        parameters=row.parameters,
        software_version=row.software_version,
        model_sha256=row.model_sha256,
        source_sha256=row.source_sha256,
    )

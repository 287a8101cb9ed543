"""Verbs on running analyses, raw landmarks and checksums of files."""

import io
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from kinematics.pose import PoseSequence
from records.access import Actor, NotAllowed
from records.columns import to_plain
from records.database import Database
from records.models import AnalysisRow, FileRow, LandmarksRow, Owned, SetRow
from records.plain import measure_from_plain
from records.types import RunningRecord


class Analyses(Database):
    """What was measured, and the raw landmarks it can be measured from again."""

    def save_analysis(self, actor: Actor, person_id: str, record: RunningRecord) -> int:
        """Keep a running analysis; returns its number."""
        row = AnalysisRow(
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
        with self._write(actor, person_id, "save_analysis") as session:
            session.add(row)
            session.flush()
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
        buffer = io.BytesIO()
        sequence.save_npz(buffer)
        row = LandmarksRow(
            person_id=person_id,
            set_id=set_id,
            analysis_id=analysis_id,
            at=self._now(),
            npz=buffer.getvalue(),
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
        same = select(FileRow.id).where(FileRow.person_id == person_id, FileRow.sha256 == sha256)
        row = FileRow(person_id=person_id, at=self._now(), sha256=sha256, size_bytes=size_bytes)
        with self._write(actor, person_id, "save_file") as session:
            if session.scalar(same) is None:
                session.add(row)

    def list_files(self, actor: Actor, person_id: str) -> dict[str, int]:
        """Size in bytes by checksum of the files that were analysed."""
        query = select(FileRow).where(FileRow.person_id == person_id).order_by(FileRow.at)
        with self._read(actor, person_id, "list_files") as session:
            return {row.sha256: row.size_bytes for row in session.scalars(query)}


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

"""A person's own data: take it along (JSON and CSV in a zip), or have it deleted."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from records.access import Actor, note
from records.columns import dump_json, to_plain
from records.database import Database, run_outside_transaction
from records.models import (
    PERSON_TABLES,
    AuditRow,
    FaultRow,
    PersonRow,
    RepRow,
    SetRow,
)

README = """Everything that Glute Coach keeps about one person.

person.json       all of it
<table>.csv       the same, one file for each kind of entry
landmarks/*.npz   body points of recordings, to be read with numpy

Times are in UTC. Names ending in _s are seconds, in _deg degrees. Empty means not known.
docs/records.md of Glute Coach says what each table holds.
"""
Rows = list[dict[str, Any]]


class Portable(Database):
    """Export and deletion of everything of a person."""

    def export_person(self, actor: Actor, person_id: str) -> bytes:
        """Everything of a person as the bytes of a zip file, at one moment in time."""
        with self._read(actor, person_id, "export_person") as session:
            tables = _collect(session, person_id)
        landmarks = tables["landmarks"]
        npz_files = {f"landmarks/{row['id']}.npz": row.pop("npz") for row in landmarks}
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("README.txt", README)
            archive.writestr("person.json", dump_json(tables))
            for name, rows in tables.items():
                archive.writestr(f"{name}.csv", _to_csv(rows))
            for name, npz in npz_files.items():
                archive.writestr(name, npz, zipfile.ZIP_STORED)
        return buffer.getvalue()

    def delete_person(self, actor: Actor, person_id: str) -> None:
        """Delete everything of a person, also the audit of who saw it. It cannot be undone.

        When a clinician does it, one line of the audit says so without naming the patient.
        """
        with self._write(actor, person_id, "delete_person") as session:
            session.flush()
            session.execute(delete(PersonRow).where(PersonRow.id == person_id))
            session.execute(
                delete(AuditRow).where(
                    (AuditRow.patient_id == person_id) | (AuditRow.actor_id == person_id)
                )
            )
            if actor.person_id != person_id:
                note(session, actor, None, "delete_person", at=self._now())
        self._forget_deleted()

    def _forget_deleted(self) -> None:
        """Overwrite what SQLite still has of deleted rows in its write-ahead log."""
        if self._reading.dialect.name == "sqlite":
            run_outside_transaction(self._reading, "PRAGMA wal_checkpoint(TRUNCATE)")


def _collect(session: Session, person_id: str) -> dict[str, Rows]:
    """All rows about a person by table, in one transaction."""
    set_ids = select(SetRow.id).where(SetRow.person_id == person_id)
    tables = {"people": _rows(session, PersonRow, PersonRow.id == person_id)}
    for table in PERSON_TABLES:
        tables[table.__tablename__] = _rows(session, table, table.person_id == person_id)
    tables["reps"] = _rows(session, RepRow, RepRow.set_id.in_(set_ids))
    tables["faults"] = _rows(session, FaultRow, FaultRow.set_id.in_(set_ids))
    tables["audit"] = _rows(session, AuditRow, AuditRow.patient_id == person_id)
    return tables


def _rows(session: Session, model: type[Any], condition: Any) -> Rows:
    table: Table = model.__table__
    query = select(table).where(condition).order_by(*table.primary_key.columns)
    return [dict(row) for row in session.execute(query).mappings()]


def _to_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as CSV; nested values as JSON text. Cells cannot run as formulas in a spreadsheet."""
    rows = list(rows)
    if not rows:
        return ""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows(map(_cell, row.values()) for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    plain = to_plain(value)
    if isinstance(plain, list | dict):
        return dump_json(plain)
    if isinstance(plain, str) and plain[:1] in tuple("=+-@\t\r"):
        return f"'{plain}"
    return plain

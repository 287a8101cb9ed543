"""Back-up and restore: all tables, to and from one SQLite file, for every kind of database."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, text

from records.database import (
    Database,
    connect,
    migrate,
    run_outside_transaction,
    version_of,
)
from records.errors import DISK_FULL, RecordsError, plain_errors
from records.location import sqlite_url
from records.models import Base

BATCH = 1000
NOT_A_BACKUP = "This file is not a back-up of Glute Coach, or it is damaged; nothing was changed."
_SQLITE_HEADER = b"SQLite format 3\x00"


class Backup(Database):
    """Verbs for whoever runs the app; they need no actor and see everybody's data."""

    def backup(self, path: Path) -> None:
        """Write everything to one file, as it is at this moment; an older file there is replaced.

        The file appears when it is complete. It is as private as the records themselves.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        with _scratch_folder(near=path.parent) as folder:
            fresh = folder / "backup.sqlite"
            with _opened(fresh) as target, plain_errors():
                migrate(target)
                with self._reading.begin() as source, target.begin() as copy:
                    _pin_moment(source)
                    _copy_tables(source, copy)
                _close_log(target)
            _replace(fresh, path)

    def restore(self, path: Path) -> None:
        """Put everything of a back-up in place of what is kept now, all or nothing.

        A back-up of an older version is brought up to date. `RecordsError` with one sentence when
        the file is missing, damaged, no back-up, or of a newer version; then nothing changes.
        """
        with _scratch_folder() as folder:
            copy = folder / "restore.sqlite"
            _copy_file(path, copy)
            with _opened(copy) as backup:
                _check(backup)
                with plain_errors(), backup.begin() as source, self._writing.begin() as target:
                    for table in reversed(Base.metadata.sorted_tables):
                        target.execute(delete(table))
                    _copy_tables(source, target)
                    _reset_sequences(target)


@contextmanager
def _scratch_folder(near: Path | None = None) -> Iterator[Path]:
    try:
        with tempfile.TemporaryDirectory(dir=near, prefix=".glute-coach-") as folder:
            yield Path(folder)
    except OSError as error:
        raise RecordsError(DISK_FULL) from error


@contextmanager
def _opened(path: Path) -> Iterator[Engine]:
    engine = connect(sqlite_url(path))
    try:
        yield engine
    finally:
        engine.dispose()


def _copy_tables(source: Connection, target: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        rows = source.execution_options(yield_per=BATCH).execute(select(table))
        for batch in rows.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in batch])


def _pin_moment(connection: Connection) -> None:
    """On PostgreSQL: all tables as they are at one moment (SQLite does so by itself)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def _reset_sequences(connection: Connection) -> None:
    """On PostgreSQL: number new rows after the restored ones."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if _is_numbered(table):
            newest = connection.scalar(select(func.max(table.c.id))) or 0
            sequence = func.pg_get_serial_sequence(table.name, "id")
            connection.execute(select(func.setval(sequence, newest + 1, False)))


def _is_numbered(table: Table) -> bool:
    return "id" in table.c and table.c.id.type.python_type is int


def _copy_file(path: Path, copy: Path) -> None:
    try:
        with path.open("rb") as file:
            if file.read(len(_SQLITE_HEADER)) != _SQLITE_HEADER:
                raise RecordsError(NOT_A_BACKUP)
        shutil.copyfile(path, copy)
    except FileNotFoundError as error:
        raise RecordsError("The back-up file does not exist; nothing was changed.") from error
    except OSError as error:
        raise RecordsError("The back-up file cannot be read; nothing was changed.") from error


def _check(backup: Engine) -> None:
    """Refuse a file that is damaged or no back-up, then bring it up to date."""
    try:
        with plain_errors():
            with backup.connect() as connection:
                sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
                linked = connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None
            known = version_of(backup) is not None
    except RecordsError as error:
        raise RecordsError(NOT_A_BACKUP) from error
    if not (sound and linked and known):
        raise RecordsError(NOT_A_BACKUP)
    with plain_errors():
        migrate(backup)


def _close_log(engine: Engine) -> None:
    """Fold the write-ahead log into the file, so that the back-up is one file."""
    engine.dispose()
    run_outside_transaction(engine, "PRAGMA journal_mode=DELETE")


def _replace(fresh: Path, path: Path) -> None:
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(fresh, path)

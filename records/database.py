"""One database: its engine, its transactions, its schema version. SQLite and PostgreSQL alike."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from records.access import Actor, Role, reach
from records.columns import dump_json
from records.errors import UNREACHABLE, RecordsError, plain_errors
from records.location import database_url

WAIT_S = 20
MIGRATIONS = Path(__file__).parent / "migrations"
NEWER = "These records were written by a newer version of Glute Coach: update the app first."
_MIGRATION_LOCK = 7_246_583
_PRAGMAS = (
    "journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON",
    f"busy_timeout={WAIT_S * 1000}",
)  # fmt: skip


class Database:
    """A database that is open and at the newest schema version; closed by `close` or ``with``."""

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime]) -> None:
        self._reading = engine
        self._writing = engine.execution_options(begin="IMMEDIATE")
        self._now = clock

    @classmethod
    def open(
        cls, url: str | None = None, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> Self:
        """Open the records and bring them up to date; `RecordsError` when that cannot be.

        url    where; by default `GLUTE_COACH_DATABASE_URL` or a file in the user's data folder
        clock  what time it is, for the lines of the audit
        """
        with plain_errors():
            engine = connect(url or database_url())
            try:
                migrate(engine)
            except BaseException:
                engine.dispose()
                raise
        return cls(engine, clock=clock)

    def close(self) -> None:
        """Let go of the database."""
        self._reading.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Session]:
        """All or nothing, with plain errors."""
        engine = self._writing if writes else self._reading
        with plain_errors(), Session(engine) as session, session.begin():
            yield session

    @contextmanager
    def _read(self, actor: Actor, person_id: str, action: str) -> Iterator[Session]:
        """A transaction that reads one person's data, noted when a clinician does it."""
        with self._transaction(writes=actor.role is Role.CLINICIAN) as session:
            reach(session, actor, person_id, action, at=self._now())
            yield session

    @contextmanager
    def _write(self, actor: Actor, person_id: str, action: str) -> Iterator[Session]:
        """A transaction that changes one person's data, noted when a clinician does it."""
        with self._transaction(writes=True) as session:
            reach(session, actor, person_id, action, at=self._now())
            yield session


def connect(url: str) -> Engine:
    """An engine for a SQLite or PostgreSQL address; makes the folder of a SQLite file."""
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        _make_private_file(address.database)
        arguments = {"timeout": WAIT_S}
    else:
        address = address.set(drivername="postgresql+psycopg")
        arguments = {"connect_timeout": WAIT_S}
    engine = create_engine(
        address, connect_args=arguments, json_serializer=dump_json, pool_pre_ping=True
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
    return engine


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise RecordsError(UNREACHABLE) from error
    if address.get_backend_name() not in ("sqlite", "postgresql", "postgres"):
        raise RecordsError("The records can be kept in SQLite or PostgreSQL, nowhere else.")
    return address


def _make_private_file(database: str | None) -> None:
    if not database or database == ":memory:":
        raise RecordsError("The address of the records names no file.")
    path = Path(database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
    except OSError as error:
        raise RecordsError(f"The records cannot be kept in {path.parent}: {error.strerror}.") from (
            error
        )


def _set_pragmas(dbapi_connection: Any, _: object) -> None:
    """Transactions are begun by `_begin`, so that a reader never has to become a writer."""
    dbapi_connection.isolation_level = None
    for pragma in _PRAGMAS:
        dbapi_connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def run_outside_transaction(engine: Engine, statement: str) -> None:
    """Run a statement of SQLite that it takes only between transactions."""
    with plain_errors(), closing(engine.raw_connection()) as connection:
        connection.cursor().execute(statement)


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to a revision in one transaction; a second process waits for the first."""
    if revision == "head" and version_of(engine) == newest_version():
        return
    with engine.execution_options(begin="IMMEDIATE").begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
        now, known = _version(connection), _scripts()
        if now is not None and now not in {script.revision for script in known.walk_revisions()}:
            raise RecordsError(NEWER)
        config = _config()
        config.attributes["connection"] = connection
        goes_down = revision == "base" or (
            revision != "head" and now is not None and revision < now
        )
        (command.downgrade if goes_down else command.upgrade)(config, revision)


def version_of(engine: Engine) -> str | None:
    """The schema version of a database; None when it has none yet."""
    with engine.connect() as connection:
        return _version(connection)


def newest_version() -> str | None:
    """The schema version this software writes."""
    return _scripts().get_current_head()


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())

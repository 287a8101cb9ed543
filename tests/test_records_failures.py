"""Records survive kills, crowds, full disks and bad files; schemas go up and down with data."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from programme.symptoms import SymptomEntry, When
from records import Actor, Records, RecordsError, Role
from records.backup import NOT_A_BACKUP
from records.database import MIGRATIONS, connect, migrate, newest_version, version_of
from records.errors import DAMAGED, DISK_FULL, READ_ONLY, UNREACHABLE
from records.location import database_url
from records.models import Base
from tests.databases import KINDS, fresh_url
from tests.records_cases import AT, END, START, actor, fill_every_table, json_of, rep

ROOT = Path(__file__).parents[1]


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_url(request.param, tmp_path) as address:
        yield address


def person_in(url: str) -> Actor:
    with Records.open(url) as records:
        return actor(records.add_person(Role.PATIENT))


def test_migrations_make_exactly_the_tables_of_the_models(url: str) -> None:
    engine = connect(url)
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_migrations_down_and_up_keep_what_the_older_version_knows(url: str) -> None:
    with Records.open(url) as records:
        anna = actor(records.add_person(Role.PATIENT))
        fill_every_table(records, anna, actor(records.add_person(Role.CLINICIAN)))
        before = json_of(records.export_person(anna, anna.person_id))
    engine = connect(url)
    revisions = sorted(path.name[:4] for path in MIGRATIONS.glob("versions/0*.py"))
    for revision in reversed(revisions[:-1]):
        migrate(engine, revision)
        assert version_of(engine) == revision
    names = set(inspect(engine).get_table_names()) - {"alembic_version"}
    assert names == {
        "people", "programmes", "changes", "sets", "reps", "faults", "unlocks", "audit",
    }  # fmt: skip
    engine.dispose()
    with Records.open(url) as records:
        after = json_of(records.export_person(anna, anna.person_id))
    kept = names - {"audit"}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert after["symptoms"] == []


def test_migrations_to_nothing_and_back(url: str) -> None:
    person_in(url)
    engine = connect(url)
    migrate(engine, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    migrate(engine)
    assert version_of(engine) == newest_version()
    engine.dispose()


def test_a_newer_version_is_left_alone(url: str) -> None:
    person_in(url)
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(RecordsError, match="newer version of Glute Coach: update"):
        Records.open(url)


def test_many_open_a_new_database_at_once(url: str) -> None:
    def add(_: int) -> str:
        with Records.open(url) as records:
            return records.add_person(Role.PATIENT).id

    with ThreadPoolExecutor(6) as pool:
        ids = list(pool.map(add, range(6)))
    assert len(set(ids)) == 6


WRITER = """
import sys
from records import Actor, Records, Role
from tests.records_cases import START, rep
url, person_id = sys.argv[1:]
me = Actor(person_id=person_id, role=Role.PATIENT)
with Records.open(url) as records:
    set_id = records.start_set(me, person_id, START)
    for index in range(1, 100_000):
        records.append_rep(me, person_id, set_id, rep(index))
        print(index, flush=True)
"""


@pytest.mark.parametrize("after", [1, 7])
def test_kill_9_loses_at_most_the_rep_in_progress(url: str, after: int) -> None:
    anna = person_in(url)
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, url, anna.person_id],
        stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= after:
            break
    process.send_signal(signal.SIGKILL)
    said = [int(line), *map(int, process.stdout.read().split())]
    process.wait()
    process.stdout.close()
    with Records.open(url) as records:
        (cut_off,) = records.list_sets(anna, anna.person_id)
        indices = [found.index for found in cut_off.reps]
        assert cut_off.end is None
        assert indices == list(range(1, len(indices) + 1))
        assert max(said) <= len(indices) <= max(said) + 1
        assert all(len(found.faults) == 1 for found in cut_off.reps)
        records.append_rep(anna, anna.person_id, cut_off.id, rep(len(indices) + 1))


def test_writers_at_once_lose_nothing(url: str) -> None:
    anna = person_in(url)

    def train(number: int) -> None:
        with Records.open(url) as records:
            set_id = records.start_set(anna, anna.person_id, START)
            for index in range(1, 11):
                records.append_rep(anna, anna.person_id, set_id, rep(index))
                records.list_sets(anna, anna.person_id)
            records.end_set(anna, anna.person_id, set_id, END)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(train, range(4)))
    with Records.open(url) as records:
        sets = records.list_sets(anna, anna.person_id)
    assert [[found.index for found in s.reps] for s in sets] == [list(range(1, 11))] * 4


FILLER = """
import resource, sys
from records import Actor, Records, RecordsError, Role
from programme.symptoms import SymptomEntry, When
from tests.records_cases import AT
url, person_id, limit = sys.argv[1:]
me = Actor(person_id=person_id, role=Role.PATIENT)
with Records.open(url) as records:
    if int(limit):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    for number in range(100_000):
        try:
            records.save_symptoms(me, person_id, SymptomEntry(at=AT, when=When.OTHER))
        except RecordsError as error:
            print(number, error)
            break
"""


def fill_until_full(url: str, anna: Actor, limit_bytes: int) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", FILLER, url, anna.person_id, str(limit_bytes)],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )  # fmt: skip
    number, sentence = done.stdout.strip().split(" ", 1)
    return int(number), sentence


def test_a_file_that_may_not_grow_is_one_sentence(tmp_path: Path) -> None:
    with fresh_url("sqlite", tmp_path) as url:
        anna = person_in(url)
        size = (tmp_path / "records.sqlite").stat().st_size
        saved, sentence = fill_until_full(url, anna, size + 200_000)
        assert sentence == DISK_FULL
        with Records.open(url) as records:
            assert len(records.list_symptoms(anna, anna.person_id)) == saved > 0


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"this user cannot make a small disk: {mounted.stderr.strip()}")
    try:
        with fresh_url("sqlite", small) as url:
            anna = person_in(url)
            saved, sentence = fill_until_full(url, anna, 0)
            assert sentence == DISK_FULL
            with Records.open(url) as records:
                assert len(records.list_symptoms(anna, anna.person_id)) == saved > 0
                with pytest.raises(RecordsError, match="disk is full"):
                    records.backup(small / "backup.sqlite")
            assert {path.name for path in small.iterdir()} <= {
                "records.sqlite", "records.sqlite-wal", "records.sqlite-shm",
            }  # fmt: skip
    finally:
        subprocess.run(["umount", small], check=True)


@pytest.mark.parametrize("target", KINDS)
@pytest.mark.parametrize("source", KINDS)
def test_backup_and_restore_also_between_databases(
    tmp_path: Path, source: str, target: str
) -> None:
    file = tmp_path / "backup.sqlite"
    (tmp_path / "b").mkdir()
    with fresh_url(source, tmp_path) as url, Records.open(url) as records:
        anna = actor(records.add_person(Role.PATIENT, label="Anna"))
        fill_every_table(records, anna, actor(records.add_person(Role.CLINICIAN)))
        file.write_bytes(b"an older back-up")
        records.backup(file)
        before = json_of(records.export_person(anna, anna.person_id))
    assert file.stat().st_mode & 0o077 == 0
    with fresh_url(target, tmp_path / "b") as url, Records.open(url) as records:
        goes = actor(records.add_person(Role.PATIENT, label="Somebody who is not in the back-up"))
        records.restore(file)
        assert records.known_role(goes.person_id) is None
        assert json_of(records.export_person(anna, anna.person_id)) == before
        records.save_symptoms(anna, anna.person_id, SymptomEntry(at=AT, when=When.OTHER))
        assert len(records.list_symptoms(anna, anna.person_id)) == 2


def backup_in(folder: Path) -> Path:
    file = folder / "backup.sqlite"
    (folder / "old").mkdir()
    with fresh_url("sqlite", folder / "old") as url, Records.open(url) as records:
        anna = actor(records.add_person(Role.PATIENT))
        fill_every_table(records, anna, actor(records.add_person(Role.CLINICIAN)))
        records.backup(file)
    return file


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def overwritten(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    whole[4096 : len(whole) - 4096] = bytes(len(whole) - 8192)
    file.write_bytes(whole)


def not_a_database(file: Path) -> None:
    file.write_bytes(b"%PDF-1.7 this is a report, not a back-up" * 200)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def other_database(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE bookmarks (url TEXT)")


def orphaned(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("DELETE FROM people")


@pytest.mark.parametrize(
    "spoil", [truncated, overwritten, not_a_database, empty, other_database, orphaned]
)
def test_restoring_a_bad_file_is_one_sentence_and_changes_nothing(
    tmp_path: Path, spoil: object
) -> None:
    file = backup_in(tmp_path)
    assert callable(spoil)
    spoil(file)
    with fresh_url("sqlite", tmp_path) as url, Records.open(url) as records:
        stays = actor(records.add_person(Role.PATIENT))
        with pytest.raises(RecordsError) as caught:
            records.restore(file)
        assert str(caught.value) == NOT_A_BACKUP
        assert records.known_role(stays.person_id) is Role.PATIENT


def test_restoring_nothing_or_a_newer_file(tmp_path: Path) -> None:
    newer = backup_in(tmp_path)
    with sqlite3.connect(newer) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    with fresh_url("sqlite", tmp_path) as url, Records.open(url) as records:
        with pytest.raises(RecordsError, match=r"^The back-up file does not exist; nothing was"):
            records.restore(tmp_path / "absent.sqlite")
        with pytest.raises(RecordsError, match="newer version"):
            records.restore(newer)


def test_a_backup_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    older = backup_in(tmp_path)
    engine = connect(f"sqlite:///{older}")
    migrate(engine, "0001")
    engine.dispose()
    with fresh_url("sqlite", tmp_path) as url, Records.open(url) as records:
        records.restore(older)
        person = records.only_person()
        assert person is not None
        assert records.list_symptoms(actor(person), person.id) == []
        assert len(records.list_sets(actor(person), person.id)) > 0


def test_a_damaged_file_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite"
    file.write_bytes(b"not a database at all" * 500)
    with pytest.raises(RecordsError) as caught:
        Records.open(f"sqlite:///{file}")
    assert str(caught.value) == DAMAGED


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://nobody@/nothing?host=/nowhere", UNREACHABLE),
        ("no address", UNREACHABLE),
        ("mysql://localhost/x", "The records can be kept in SQLite or PostgreSQL, nowhere else."),
        ("sqlite://", "The address of the records names no file."),
    ],
)
def test_a_bad_address_is_one_sentence(address: str, said: str) -> None:
    with pytest.raises(RecordsError) as caught:
        Records.open(address)
    assert str(caught.value) == said


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RecordsError, match=r"^The records cannot be kept in .*: .*\.$"):
        Records.open(f"sqlite:///{tmp_path}/file/records.sqlite")


def test_a_read_only_database_is_one_sentence(tmp_path: Path) -> None:
    with fresh_url("sqlite", tmp_path) as url:
        anna = person_in(url)
        with Records.open(url) as records:
            with records._reading.connect() as connection:
                connection.exec_driver_sql("PRAGMA query_only=ON")
            with pytest.raises(RecordsError) as caught:
                records.save_symptoms(anna, anna.person_id, SymptomEntry(at=AT, when=When.OTHER))
    assert str(caught.value) == READ_ONLY


def test_where_the_records_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GLUTE_COACH_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("GLUTE_COACH_DATABASE_URL", raising=False)
    with Records.open():
        pass
    file = tmp_path / "data" / "records.sqlite"
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("GLUTE_COACH_DATABASE_URL", "postgresql://somewhere/else")
    assert database_url() == "postgresql://somewhere/else"


def test_sqlite_runs_with_its_safe_settings(tmp_path: Path) -> None:
    with (
        fresh_url("sqlite", tmp_path) as url,
        Records.open(url) as records,
        records._reading.connect() as connection,
    ):
        values = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "secure_delete")
        }
    assert values == {
        "journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "secure_delete": 1,
    }  # fmt: skip

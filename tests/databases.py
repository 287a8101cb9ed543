"""Databases for tests: a SQLite file, or a fresh database on a private PostgreSQL server.

The server is Debian's, started once a process in a folder of its own, on a Unix socket only.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest

KINDS = ("sqlite", "postgresql")
_numbers = count()


@contextmanager
def fresh_url(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database; skips when PostgreSQL is not installed.

    A database is left behind until the server stops: dropping one takes longer than the tests.
    """
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'records.sqlite'}"
        return
    socket = postgres_socket()
    name = f"test_{next(_numbers)}"
    with psycopg.connect(host=socket, user="postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"'.encode())
    yield f"postgresql://postgres@/{name}?host={socket}"


@cache
def postgres_socket() -> str:
    """Start the server and give the folder of its socket."""
    bin_folder = _bin_folder()
    if bin_folder is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="glute-pg-", dir=_quick_place()))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    options = f"-c listen_addresses= -c fsync=off -c max_wal_size=64MB -k {folder}"
    _run(folder, bin_folder / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8")
    _run(folder, bin_folder / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w",
         "start")  # fmt: skip
    atexit.register(_stop, folder, bin_folder / "pg_ctl", data)
    return str(folder)


def _quick_place() -> str:
    """Memory where there is plenty of it: the tests make a hundred databases of 8 MB."""
    memory = Path("/dev/shm")
    plenty = memory.is_dir() and shutil.disk_usage(memory).free > 2 * 2**30
    return str(memory) if plenty else "/tmp"


def _stop(folder: Path, pg_ctl: Path, data: Path) -> None:
    _run(folder, pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, *command: str | Path) -> None:
    """Run a command of PostgreSQL, which refuses to be run by root."""
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with (folder / "setup.log").open("ab") as log:
        subprocess.run(
            [*as_user, *map(str, command)], check=True, stdout=log, stderr=log, cwd=folder
        )


def _bin_folder() -> Path | None:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    found = str(installed[0]) if installed else shutil.which("initdb")
    return Path(found).parent if found else None

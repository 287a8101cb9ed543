"""Server cost and delay of the live coach with many users, and whether both stay the same for long.

``python -m benchmarks.live [--users 1 10 50 100 200] [--seconds 20]`` prints a table;
``--soak-minutes 10`` prints one row a minute instead. The server is a process of its own with the
live routes; the users, recorded landmarks sent 30 times a second over real WebSockets, are another
one, so that their work is not counted. On two cores the users take the second one: `late` says how
far behind their own clock they were, and with it how far the round trip can be trusted. On a busy
machine the server falls behind before its core is full: then only `CPU ms/answer` says anything.
The delay and rate in a real browser: ``python -m benchmarks.live_browser``.
"""

import argparse
import asyncio
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psutil  # type: ignore[import-untyped]
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from tests.live_recordings import EPOCH_S, FPS, RECORDINGS, STILL_S, plan_of, stream_of
from tests.live_server import ServerProcess
from ui.live.service import SOCKET
from ui.live.store import SetStore
from ui.live.tickets import Ticket, TicketOffice, load_secret

ROOT = Path(__file__).resolve().parents[1]
SETTLE_S = 10.0  # connected one after the other, checked and counted in
SEQ_AND_TIME = struct.Struct("<Id")
COLUMNS = (
    "users",
    "core %/user",
    "CPU ms/answer",
    "trip ms",
    "p95 ms",
    "late p95 ms",
    "KB/user",
    "load",
)


@dataclass(kw_only=True)
class Tally:
    """What the users of this process have seen since the last report, milliseconds."""

    trips: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)

    def report(self) -> dict[str, float]:
        """The figures; begins anew."""
        trips, late = self.trips, self.late
        self.trips, self.late = [], []
        return {
            "answers": len(trips),
            "median_ms": float(np.median(trips)),
            "p95_ms": float(np.percentile(trips, 95)),
            "late_p95_ms": float(np.percentile(late, 95)),
        }


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the server is."""

    folder: Path
    port: int

    async def enter(self, user: str, exercise: str) -> ClientConnection:
        """A connection into a new set."""
        folder = SetStore(self.folder).create(user, plan_of(exercise, reps=100))
        office = TicketOffice(load_secret(self.folder))
        url, origin = f"ws://127.0.0.1:{self.port}{SOCKET}", f"http://127.0.0.1:{self.port}"
        line = await connect(url, origin=Origin(origin), compression=None)
        ticket = office.issue(Ticket(user=user, set_id=folder.set_id))
        await line.send(json.dumps({"ticket": ticket}))
        await line.recv()
        return line


def endless(exercise: str) -> Iterator[bytes]:
    """The messages of somebody who stands still, then does the exercise over and over."""
    stream = stream_of(exercise)
    still = round(STILL_S * FPS)
    seq = 0
    while True:
        data = bytearray(
            stream[seq if seq < still else still + (seq - still) % len(stream[still:])]
        )
        seq += 1
        SEQ_AND_TIME.pack_into(data, 0, seq, EPOCH_S + seq / FPS)
        yield bytes(data)


async def be_user(place: Place, name: str, exercise: str, tally: Tally) -> None:
    """One user, set after set."""
    while True:
        async with await place.enter(name, exercise) as line:
            sent: dict[int, float] = {}
            sender = asyncio.create_task(_send(line, exercise, sent, tally))
            async for text in line:
                answer = json.loads(text)
                tally.trips.append(1000 * (time.perf_counter() - sent.pop(answer["seq"])))
                if answer.get("stage") == "done":
                    break
            sender.cancel()


async def _send(
    line: ClientConnection, exercise: str, sent: dict[int, float], tally: Tally
) -> None:
    start = time.perf_counter()
    for seq, data in enumerate(endless(exercise), 1):
        due = start + seq / FPS
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        sent[seq] = time.perf_counter()
        tally.late.append(1000 * (sent[seq] - due))
        await line.send(data)


async def be_users(place: Place, *, count: int, window_s: float, windows: int) -> None:
    """All users of this process; prints one line when they are busy and one after each window."""
    tally, tasks = Tally(), []
    for number in range(count):
        exercise = list(RECORDINGS)[number % len(RECORDINGS)]
        tasks.append(asyncio.create_task(be_user(place, f"user {number}", exercise, tally)))
        await asyncio.sleep(random.uniform(0.5, 1.5) / FPS)
    await asyncio.sleep(SETTLE_S)
    tally.report()
    print(json.dumps({"begin": True}), flush=True)
    for _ in range(windows):
        await asyncio.sleep(window_s)
        print(json.dumps(tally.report()), flush=True)
    failed = [task.exception() for task in tasks if task.done()]
    if failed:
        raise RuntimeError(f"{len(failed)} users had to stop: {failed[0]!r}")


def watch(server: ServerProcess, count: int, window_s: float, windows: int) -> Iterator[list[Any]]:
    """Rows of figures, one per window, with `count` users in a process of their own."""
    process = psutil.Process(server.process.pid)
    empty = process.memory_info().rss
    command = [sys.executable, "-m", "benchmarks.live", "--be-users", str(count)]
    command += ["--seconds", str(window_s), "--windows", str(windows)]
    command += ["--folder", str(server.folder), "--port", str(server.port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as users:
        assert users.stdout is not None
        users.stdout.readline()
        for _ in range(windows):
            cpu_s, at = _cpu_s(process), time.perf_counter()
            seen = json.loads(users.stdout.readline())
            cpu_s = _cpu_s(process) - cpu_s
            core = 100 * cpu_s / (time.perf_counter() - at) / count
            answer_ms = 1000 * cpu_s / seen["answers"]
            kilobytes = (process.memory_info().rss - empty) / count / 1000
            trips = [seen["median_ms"], seen["p95_ms"], seen["late_p95_ms"]]
            yield [count, core, answer_ms, *trips, kilobytes, os.getloadavg()[0]]


def _cpu_s(process: psutil.Process) -> float:
    spent = process.cpu_times()
    return float(spent.user + spent.system)


def row_text(row: list[Any]) -> str:
    """One row of the table."""
    users, core, answer, trip, p95, late, kilobytes, load = row
    delays = f"{trip:.1f} | {p95:.1f} | {late:.1f}"
    return f"| {users} | {core:.2f} | {answer:.2f} | {delays} | {kilobytes:.0f} | {load:.1f} |"


def main() -> None:
    """Print the table, or the rows of the soak; with --be-users play the users."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, nargs="+", default=[1, 10, 50, 100, 200])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--soak-minutes", type=int, default=0)
    for name, kind in (
        ("--be-users", int),
        ("--windows", int),
        ("--folder", Path),
        ("--port", int),
    ):
        parser.add_argument(name, type=kind, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.be_users:
        place = Place(folder=options.folder, port=options.port)
        count, windows = options.be_users, options.windows
        asyncio.run(be_users(place, count=count, window_s=options.seconds, windows=windows))
        return
    print(f"{os.cpu_count()} cores; load before: {os.getloadavg()[0]:.1f}")
    print("| " + " | ".join(COLUMNS) + " |\n" + "|---" * len(COLUMNS) + "|")
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder))
        try:
            soak = options.soak_minutes
            list(watch(server, 1, 2.0, 1))  # modules that are loaded on first use are no user's
            for count in options.users[:1] if soak else options.users:
                for row in watch(server, count, 60.0 if soak else options.seconds, soak or 1):
                    print(row_text(row), flush=True)
        finally:
            server.kill()


if __name__ == "__main__":
    main()

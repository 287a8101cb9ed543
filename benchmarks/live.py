"""Server cost and delay of the live coach with many users, and whether both stay the same for long.

``python -m benchmarks.live [--users 1 10 50 100 200] [--seconds 20]`` prints a table;
``--soak-minutes 10`` prints one row a minute instead, of users who do one set of ``--reps``
repetitions after another. Each row has a server of its own, a process with the live routes; the
users, recorded landmarks sent 30 times a second over real WebSockets, are another process, so that
their work is not counted. On two cores the users take the second one: `late` says how far behind
their own clock they were, and with it how far the round trip can be trusted; `users core %` what
they cost.
On a busy machine the server falls behind before its core is full: then only `CPU ms/answer` says
anything. The delay and rate in a real browser: ``python -m benchmarks.live_browser``.
"""

import argparse
import heapq
import json
import os
import random
import selectors
import socket
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
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.typing import Origin
from websockets.uri import parse_uri

from tests.live_recordings import FPS, RECORDINGS, endless, plan_of
from tests.live_server import ServerProcess
from ui.live.service import SOCKET
from ui.live.store import SetStore
from ui.live.tickets import Ticket, TicketOffice, load_secret

ROOT = Path(__file__).resolve().parents[1]
SETTLE_S = 10.0  # connected one after the other, checked and counted in
RECEIVE_BYTES = 65536
COLUMNS = (
    "users",
    "core %/user",
    "CPU ms/answer",
    "trip ms",
    "p95 ms",
    "late p95 ms",
    "users core %",
    "KB/user",
    "load",
)


@dataclass(kw_only=True)
class Tally:
    """What the users of this process have seen since the last report, milliseconds."""

    trips: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    cpu_s: float = 0.0

    def report(self) -> dict[str, float]:
        """The figures; begins anew."""
        trips, late, cpu_s = self.trips, self.late, time.process_time() - self.cpu_s
        self.trips, self.late, self.cpu_s = [], [], self.cpu_s + cpu_s
        return {
            "answers": len(trips),
            "median_ms": float(np.median(trips)),
            "p95_ms": float(np.percentile(trips, 95)),
            "late_p95_ms": float(np.percentile(late, 95)),
            "users_cpu_s": cpu_s,
        }


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the server is, and how many repetitions a set has."""

    folder: Path
    port: int
    reps: int

    def ticket(self, user: str, exercise: str) -> str:
        """The first message into a new set."""
        folder = SetStore(self.folder).create(user, plan_of(exercise, reps=self.reps))
        office = TicketOffice(load_secret(self.folder))
        return json.dumps({"ticket": office.issue(Ticket(user=user, set_id=folder.set_id))})

    def open(self) -> tuple[socket.socket, ClientProtocol]:
        """A new connection, the handshake asked for."""
        host = f"127.0.0.1:{self.port}"
        line = ClientProtocol(parse_uri(f"ws://{host}{SOCKET}"), origin=Origin(f"http://{host}"))
        line.send_request(line.connect())
        return socket.create_connection(("127.0.0.1", self.port)), line


@dataclass(kw_only=True, eq=False)
class User:
    """One user, set after set. Plain sockets: a task for each user would cost more than the server.

    due_s  when the next picture is to be sent; None until the server has let the user in
    """

    place: Place
    name: str
    exercise: str
    tally: Tally
    due_s: float | None = None

    def enter(self) -> None:
        """Begin a set."""
        self.pictures, self.due_s = enumerate(endless(self.exercise), 1), None
        self.sent: dict[int, float] = {}
        self.line, self.protocol = self.place.open()
        self._flush()

    def leave(self) -> None:
        """The set is over."""
        self.protocol.send_close(1000)
        self._flush()
        self.line.close()

    def send(self, due_s: float) -> None:
        """Send the picture that was due then."""
        seq, data = next(self.pictures)
        self.sent[seq] = now_s = time.perf_counter()
        self.tally.late.append(1000 * (now_s - due_s))
        self.protocol.send_binary(data)
        self._flush()
        self.due_s = due_s + 1 / FPS

    def receive(self) -> bool:
        """Take what came; True when the set is over, and the connection with it."""
        self.protocol.receive_data(self.line.recv(RECEIVE_BYTES))
        now_s, over = time.perf_counter(), False
        for event in self.protocol.events_received():
            if isinstance(event, Response):
                ticket = self.place.ticket(self.name, self.exercise)
                self.protocol.send_text(ticket.encode())
                self._flush()
            elif isinstance(event, Frame) and event.opcode is Opcode.CLOSE:
                raise RuntimeError(f"{self.name} had to stop: {self.protocol.close_exc!r}")
            elif isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                over = self._hear(json.loads(bytes(event.data)), now_s)
        return over

    def _hear(self, answer: dict[str, Any], now_s: float) -> bool:
        if "welcome" in answer:
            self.due_s = now_s
            return False
        self.tally.trips.append(1000 * (now_s - self.sent.pop(answer["seq"])))
        return bool(answer["stage"] == "done")

    def _flush(self) -> None:
        for data in self.protocol.data_to_send():
            self.line.sendall(data)


class Crowd:
    """All users of this process, each with a clock of its own."""

    def __init__(self) -> None:
        self._lines = selectors.DefaultSelector()
        self._due: list[tuple[float, int, User]] = []

    def admit(self, user: User) -> None:
        """Let a user begin a set."""
        user.enter()
        self._lines.register(user.line, selectors.EVENT_READ, user)

    def run(self, seconds: float) -> None:
        """Send what is due and take what comes for so long."""
        now_s = time.perf_counter()
        end_s = now_s + seconds
        while now_s < end_s:
            while self._due and self._due[0][0] <= now_s:
                due_s, _, user = heapq.heappop(self._due)
                if user.due_s == due_s:
                    user.send(due_s)
                    self._expect(user)
            next_s = min(self._due[0][0], end_s) if self._due else end_s
            for key, _ in self._lines.select(max(0.0, next_s - time.perf_counter())):
                self._hear(key.data)
            now_s = time.perf_counter()

    def _hear(self, user: User) -> None:
        waited = user.due_s is None
        if user.receive():
            self._lines.unregister(user.line)
            user.leave()
            self.admit(user)
        elif waited and user.due_s is not None:
            self._expect(user)

    def _expect(self, user: User) -> None:
        assert user.due_s is not None
        heapq.heappush(self._due, (user.due_s, id(user), user))


def be_users(place: Place, *, count: int, window_s: float, windows: int) -> None:
    """All users of this process; prints one line when they are busy and one after each window."""
    tally, crowd = Tally(), Crowd()
    for number in range(count):
        exercise = list(RECORDINGS)[number % len(RECORDINGS)]
        crowd.admit(User(place=place, name=f"user {number}", exercise=exercise, tally=tally))
        crowd.run(random.uniform(0.5, 1.5) / FPS)
    crowd.run(SETTLE_S)
    tally.report()
    print(json.dumps({"begin": True}), flush=True)
    for _ in range(windows):
        crowd.run(window_s)
        print(json.dumps(tally.report()), flush=True)


def watch(
    server: ServerProcess, *, count: int, reps: int, window_s: float, windows: int
) -> Iterator[list[Any]]:
    """Rows of figures, one per window, with `count` users in a process of their own."""
    process = psutil.Process(server.process.pid)
    empty = process.memory_info().rss
    command = [sys.executable, "-m", "benchmarks.live", "--be-users", str(count)]
    command += ["--seconds", str(window_s), "--windows", str(windows)]
    command += ["--folder", str(server.folder), "--port", str(server.port), "--reps", str(reps)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as users:
        assert users.stdout is not None
        users.stdout.readline()
        for _ in range(windows):
            cpu_s, at = _cpu_s(process), time.perf_counter()
            seen = json.loads(users.stdout.readline())
            cpu_s, wall_s = _cpu_s(process) - cpu_s, time.perf_counter() - at
            core, busy = 100 * cpu_s / wall_s / count, 100 * seen["users_cpu_s"] / wall_s
            answer_ms = 1000 * cpu_s / seen["answers"]
            kilobytes = (process.memory_info().rss - empty) / count / 1000
            trips = [seen["median_ms"], seen["p95_ms"], seen["late_p95_ms"]]
            yield [count, core, answer_ms, *trips, busy, kilobytes, os.getloadavg()[0]]


def _cpu_s(process: psutil.Process) -> float:
    spent = process.cpu_times()
    return float(spent.user + spent.system)


def row_text(row: list[Any]) -> str:
    """One row of the table."""
    users, core, answer, trip, p95, late, busy, kilobytes, load = row
    delays = f"{trip:.1f} | {p95:.1f} | {late:.1f} | {busy:.0f}"
    return f"| {users} | {core:.2f} | {answer:.2f} | {delays} | {kilobytes:.0f} | {load:.1f} |"


def main() -> None:
    """Print the table, or the rows of the soak; with --be-users play the users."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, nargs="+", default=[1, 10, 50, 100, 200])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--soak-minutes", type=int, default=0)
    parser.add_argument("--reps", type=int, default=10)
    for name, kind in (
        ("--be-users", int),
        ("--windows", int),
        ("--folder", Path),
        ("--port", int),
    ):
        parser.add_argument(name, type=kind, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.be_users:
        place = Place(folder=options.folder, port=options.port, reps=options.reps)
        count, windows = options.be_users, options.windows
        be_users(place, count=count, window_s=options.seconds, windows=windows)
        return
    print(f"{os.cpu_count()} cores; load before: {os.getloadavg()[0]:.1f}")
    print("| " + " | ".join(COLUMNS) + " |\n" + "|---" * len(COLUMNS) + "|")
    soak = options.soak_minutes
    for count in options.users[:1] if soak else options.users:
        window_s, windows = (60.0, soak) if soak else (options.seconds, 1)
        for row in fresh(count=count, reps=options.reps, window_s=window_s, windows=windows):
            print(row_text(row), flush=True)


def fresh(*, count: int, reps: int, window_s: float, windows: int) -> Iterator[list[Any]]:
    """As `watch`, with a server that has seen nobody but one user, for what is loaded at first."""
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder))
        try:
            list(watch(server, count=1, reps=reps, window_s=2.0, windows=1))
            yield from watch(server, count=count, reps=reps, window_s=window_s, windows=windows)
        finally:
            server.kill()


if __name__ == "__main__":
    main()

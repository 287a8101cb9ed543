"""The WebSocket of the live coach: who may connect, what may come in, and who answers.

A connection belongs to one user and one set (`ui.live.tickets`). A user has one connection: the
newest wins. Close codes tell the browser what to say (frontend/socket.js).
"""

import asyncio
import contextlib
import json
import logging
import math
import os
import time
from dataclasses import dataclass, field
from enum import IntEnum
from typing import BinaryIO
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from ui.live.feedback import Stage, told_json, welcome_json
from ui.live.live_set import LiveSet
from ui.live.protocol import PICTURES, POSE_BYTES, MessageError, decode
from ui.live.store import SetFolder, SetState, SetStore, SetUnknown
from ui.live.tickets import TicketOffice, TicketRefused

TICKET_BYTES_MAX = 2048
BATCH, BATCH_S = 8, 0.25
KEEP_AGAIN_S = 1.0
log = logging.getLogger(__name__)


class Close(IntEnum):
    """Why the server ends a connection."""

    TOO_BIG = 1009
    BAD_MESSAGE = 4400
    BAD_TICKET = 4401
    SIGNED_OUT = 4403
    IDLE = 4408
    OTHER_TAB = 4409
    TOO_FAST = 4429
    NOT_KEPT = 4507


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one connection may do.

    rate_hz, burst  messages per second in the long run, and at once (what was not acknowledged
                    is sent again after a break)
    forget_s        a set without a connection is kept in memory for this long
    """

    ticket_s: float = 5.0
    idle_s: float = 60.0
    rate_hz: float = 70.0
    burst: float = 1200.0
    forget_s: float = 120.0


class Refused(Exception):
    """The connection is to be closed with that code."""

    def __init__(self, code: Close) -> None:
        super().__init__(code.name)
        self.code = code


@dataclass(kw_only=True)
class _Running:
    """A set in memory, its files, and the connection that feeds it.

    Messages are kept in batches: after BATCH messages or BATCH_S, and at once when a command came
    or the stage or the count changed. `kept_seq` is the last one with the system.
    """

    live: LiveSet
    folder: SetFolder
    stream: BinaryIO
    kept_seq: int
    socket: WebSocket | None = None
    used_s: float = field(default_factory=time.monotonic)
    seen_s: float | None = None
    _batch: bytearray = field(default_factory=bytearray)
    _kept_s: float = -math.inf
    _state: SetState = field(default_factory=SetState)

    def take(self, data: bytes) -> str:
        """Take one message and return the answer."""
        message, live, now_s = decode(data), self.live, time.monotonic()
        if message.seq > live.last_seq:
            self._batch += data
        if message.pose is not None:
            self.seen_s = now_s
        before = live.stage, live.state
        told = live.take(message)
        changed = before != (live.stage, live.state) or message.kind not in PICTURES
        if changed or len(self._batch) >= BATCH * POSE_BYTES or now_s - self._kept_s >= BATCH_S:
            self.keep(now_s)
        return told_json(message.seq, self.kept_seq, told)

    def keep(self, now_s: float) -> None:
        """Write the batch whole or not at all."""
        self._kept_s = now_s
        if not self._batch:
            return
        size = os.fstat(self.stream.fileno()).st_size
        try:
            if self.stream.write(self._batch) != len(self._batch):
                self.stream.truncate(size)
                raise Refused(Close.NOT_KEPT)
        except OSError as error:
            raise Refused(Close.NOT_KEPT) from error
        self._batch.clear()
        self.kept_seq = self.live.last_seq
        if self.live.state != self._state:
            with contextlib.suppress(OSError):  # the stream tells the same
                self.folder.write_state(self.live.state)
                self._state = self.live.state

    async def keep_later(self) -> None:
        """Try until there is room, or the browser is back and brings it up again."""
        while self.socket is None and self._batch:
            await asyncio.sleep(KEEP_AGAIN_S)
            with contextlib.suppress(Refused):
                self.keep(time.monotonic())

    @property
    def is_left(self) -> bool:
        """True when nobody is connected and everything is kept."""
        return self.socket is None and not self._batch


def restore(folder: SetFolder, *, keep_poses: bool = False) -> LiveSet:
    """The set as its stored messages leave it."""
    live = LiveSet(plan=folder.plan, keep_poses=keep_poses)
    for data in folder.messages():
        live.take(decode(data))
    return live


class LiveEndpoint:
    """Serves the connections of all users; one per process."""

    def __init__(self, store: SetStore, office: TicketOffice, limits: Limits | None = None) -> None:
        self._store, self._office = store, office
        self._limits = limits or Limits()
        self._sets: dict[str, _Running] = {}
        self._sockets: dict[str, WebSocket] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._keeping: set[asyncio.Task[None]] = set()

    async def serve(self, socket: WebSocket) -> None:
        """One connection from beginning to end. A page of another site is refused with 403."""
        if not _same_origin(socket):
            await socket.close()
            return
        await socket.accept()
        running: _Running | None = None
        try:
            running = await self._admit(socket)
            await self._converse(socket, running)
        except Refused as refused:
            log.info("live connection closed: %s", refused.code.name)
            await _close(socket, refused.code)
        except WebSocketDisconnect:
            log.info("live connection: the browser left")
        finally:
            self._leave(socket, running)

    def sign_out(self, user: str) -> None:
        """End the connection of a user; from any thread."""
        socket, loop = self._sockets.get(user), self._loop
        if socket is not None and loop is not None:
            asyncio.run_coroutine_threadsafe(_close(socket, Close.SIGNED_OUT), loop)

    def unseen_s(self, set_id: str) -> float | None:
        """Seconds since the camera of a set last saw somebody; None when it has not of late."""
        running = self._sets.get(set_id)
        if running is None or running.seen_s is None:
            return None
        return time.monotonic() - running.seen_s

    async def _admit(self, socket: WebSocket) -> _Running:
        """Check the ticket, take over from an older connection, and say where the set is."""
        try:
            async with asyncio.timeout(self._limits.ticket_s):
                text = await socket.receive_text()
            if len(text) > TICKET_BYTES_MAX:
                raise Refused(Close.TOO_BIG)
            ticket = self._office.check(json.loads(text)["ticket"])
            folder = self._store.find(ticket.user, ticket.set_id)
        except (TimeoutError, TicketRefused, SetUnknown, ValueError, KeyError, TypeError) as error:
            raise Refused(Close.BAD_TICKET) from error
        self._loop = asyncio.get_running_loop()
        older = self._sockets.get(ticket.user)
        self._sockets[ticket.user] = socket
        if older is not None:
            await _close(older, Close.OTHER_TAB)
        running = await self._find_running(folder)
        running.socket = socket
        live = running.live
        welcome = welcome_json(
            live.plan, last_seq=live.last_seq, stage=live.stage, rep_count=live.state.rep_count
        )
        await socket.send_text(welcome)
        return running

    async def _find_running(self, folder: SetFolder) -> _Running:
        self._forget_old()
        if folder.set_id not in self._sets:
            try:
                folder.trim()
                live = await run_in_threadpool(restore, folder)
                stream = (folder.path / "stream.bin").open("ab", buffering=0)
            except OSError as error:
                raise Refused(Close.NOT_KEPT) from error
            running = _Running(live=live, folder=folder, stream=stream, kept_seq=live.last_seq)
            if self._sets.setdefault(folder.set_id, running) is not running:
                stream.close()
        return self._sets[folder.set_id]

    async def _converse(self, socket: WebSocket, running: _Running) -> None:
        """Answer every message until the browser leaves or breaks a rule."""
        limits, loop = self._limits, asyncio.get_running_loop()
        allowance, at = limits.burst, loop.time()
        try:
            async with asyncio.timeout(limits.idle_s) as idle:
                while True:
                    data = await _receive(socket)
                    now = loop.time()
                    idle.reschedule(now + limits.idle_s)
                    allowance = min(limits.burst, allowance + (now - at) * limits.rate_hz) - 1
                    at = now
                    if allowance < 0:
                        raise Refused(Close.TOO_FAST)
                    open_here = socket.application_state is WebSocketState.CONNECTED
                    if running.socket is not socket or not open_here:
                        return
                    await socket.send_text(running.take(data))
        except TimeoutError as error:
            raise Refused(Close.IDLE) from error
        except MessageError as error:
            raise Refused(Close.BAD_MESSAGE) from error

    def _leave(self, socket: WebSocket, running: _Running | None) -> None:
        for user in [user for user, one in self._sockets.items() if one is socket]:
            del self._sockets[user]
        if running is not None and running.socket is socket:
            running.socket, running.used_s = None, time.monotonic()
            with contextlib.suppress(Refused):
                running.keep(running.used_s)
            if not running.is_left:
                self._keeping.add(task := asyncio.create_task(running.keep_later()))
                task.add_done_callback(self._keeping.discard)
            self._forget_old()

    def _forget_old(self) -> None:
        """Sets nobody is connected to leave the memory; their files bring them back.

        Those that are over at once, the others when nobody has come back for `forget_s`.
        """
        limit = time.monotonic() - self._limits.forget_s
        for set_id, running in list(self._sets.items()):
            over = running.live.stage is Stage.DONE
            if running.is_left and (over or running.used_s < limit):
                running.stream.close()
                del self._sets[set_id]


async def _receive(socket: WebSocket) -> bytes:
    message = await socket.receive()
    if message["type"] != "websocket.receive":
        raise WebSocketDisconnect(message.get("code", 1000))
    data = message.get("bytes")
    if data is None:
        raise Refused(Close.BAD_MESSAGE)
    if len(data) > POSE_BYTES:
        raise Refused(Close.TOO_BIG)
    return bytes(data)


def _same_origin(socket: WebSocket) -> bool:
    """True when the page that connects came from this server."""
    origin, host = socket.headers.get("origin"), socket.headers.get("host")
    return bool(origin and host) and urlsplit(origin).netloc == host


async def _close(socket: WebSocket, code: Close) -> None:
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        await socket.close(int(code))

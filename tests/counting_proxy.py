"""A door in front of a local server that counts the bytes which go out through it."""

import asyncio
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tests.live_server import free_port, wait_until_up

CHUNK = 65536


@dataclass(kw_only=True)
class Door:
    """Passes every connection on to `target`; `sent_bytes` went from the server to the browser.

    A connection that asks for `refused` is closed.
    """

    port: int
    target: int
    refused: bytes
    sent_bytes: int = 0

    async def serve(self) -> None:
        server = await asyncio.start_server(self._pass, "127.0.0.1", self.port)
        async with server:
            await server.serve_forever()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, here = await asyncio.open_connection("127.0.0.1", self.target)
        await asyncio.gather(
            self._copy(reader, here, count=False), self._copy(there, writer, count=True)
        )

    async def _copy(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, count: bool
    ) -> None:
        try:
            while data := await source.read(CHUNK):
                if not count and self.refused in data:
                    return
                self.sent_bytes += len(data) if count else 0
                sink.write(data)
                await sink.drain()
        except ConnectionError:
            return
        finally:
            sink.close()


@contextmanager
def counting_door(target: int, *, refused: bytes):
    """A `Door` to the local port `target`, served from a thread."""
    door = Door(port=free_port(), target=target, refused=refused)
    loop = asyncio.new_event_loop()
    task = loop.create_task(door.serve())
    thread = threading.Thread(target=_run, args=(loop, task), daemon=True)
    thread.start()
    wait_until_up(door.port)
    try:
        yield door
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)


def _run(loop: asyncio.AbstractEventLoop, task: asyncio.Task[None]) -> None:
    with suppress(asyncio.CancelledError):
        loop.run_until_complete(task)

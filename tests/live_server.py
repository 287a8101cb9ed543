"""The live routes on a real server, in this process or in one that can be killed."""

import asyncio
import gc
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from ui.live.endpoint import Limits, LiveEndpoint
from ui.live.service import SOCKET, live_routes
from ui.live.store import SetStore
from ui.live.tickets import TicketOffice, load_secret

ROOT = Path(__file__).parents[1]
WAIT_S = 30.0


def make_app() -> Starlette:
    """All live routes, and what is loaded taken out of garbage collection, as the app does."""
    app = Starlette(routes=live_routes())
    gc.collect()
    gc.freeze()
    return app


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(port: int) -> None:
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")


@contextmanager
def running_endpoint(
    folder: Path, limits: Limits | None = None, endpoint: LiveEndpoint | None = None
):
    """The port of an endpoint, a new one unless told, served from a thread of this process."""
    if endpoint is None:
        endpoint = LiveEndpoint(SetStore(folder), TicketOffice(load_secret(folder)), limits)
    app = Starlette(routes=[WebSocketRoute(SOCKET, endpoint.serve)])
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    wait_until_up(port)
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join(WAIT_S)


@contextmanager
def full_disk():
    """No file of this process can grow, as on a full disk."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


class ServerProcess:
    """The live routes in a process of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.start()

    def start(self, *, file_bytes_max: int | None = None) -> None:
        """Start it; with a limit, no file can grow further, as on a full disk."""

        def limit() -> None:
            if file_bytes_max is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes_max, file_bytes_max))

        self.process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "--factory", "tests.live_server:make_app",
             "--host", "127.0.0.1", "--port", str(self.port), "--log-level", "error"],
            preexec_fn=limit, cwd=ROOT, env={**os.environ, "GLUTE_COACH_DATA": str(self.folder)},
        )  # fmt: skip
        wait_until_up(self.port)

    def kill(self) -> None:
        """End it without a chance to clean up."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(WAIT_S)

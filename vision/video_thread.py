"""A generator run in a thread of its own, through a small bounded queue."""

import queue
import threading
from collections.abc import Generator, Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")
_END = object()
_POLL_S = 0.1


class ReadAhead(Generic[Item]):
    """Runs ``items`` in a thread, at most ``capacity`` ahead of who reads them.

    The thread ends when the items end or raise, and soon after `stop` in every other case.
    """

    def __init__(self, items: Generator[Item, None, None], *, capacity: int) -> None:
        self._items = items
        self._queue: queue.Queue[object] = queue.Queue(maxsize=capacity)
        self._stopped = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="read-ahead", daemon=True)

    def results(self) -> Iterator[Item]:
        """The items; raises what the generator raised. To be read once, from one thread."""
        self._thread.start()
        try:
            while not self._stopped.is_set():
                item = self._take()
                if item is _END:
                    break
                yield item  # type: ignore[misc]
            if self._error is not None:
                raise self._error
        finally:
            self.stop()

    def stop(self) -> None:
        """End the thread and wait for it; may be called twice, and from another thread."""
        self._stopped.set()
        while self._thread.is_alive():
            try:
                self._queue.get_nowait()
            except queue.Empty:
                self._thread.join(_POLL_S / 10)

    def _take(self) -> object:
        """The next item; the end also when the thread was stopped."""
        while True:
            try:
                return self._queue.get(timeout=_POLL_S)
            except queue.Empty:
                if self._stopped.is_set():
                    return _END

    def _run(self) -> None:
        try:
            for item in self._items:
                if not self._put(item):
                    break
        except BaseException as error:
            self._error = error
        finally:
            self._items.close()
            self._put(_END)

    def _put(self, item: object) -> bool:
        """True when the item was taken in, False when the thread is to end."""
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=_POLL_S)
                return True
            except queue.Full:
                continue
        return False

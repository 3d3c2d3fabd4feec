"""What works behind the front: the desk, threads for what takes time, and the WSGI app for what is not hot."""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from threading import Lock
from typing import Any, TypeVar

from mockserver.services import Services
from mockserver.wire.limits import Limits
from mockserver.wire.loop import Loop

__all__ = ["App", "Backroom"]

_T = TypeVar("_T")

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
"""A WSGI app (PEP 3333)."""


class _Places:
    """Threads for work that may go on for long, so that there is none without a place; all of it on the loop."""

    def __init__(self, loop: Loop, most: int, name: str) -> None:
        self.threads: Executor = ThreadPoolExecutor(most, name)
        self._loop = loop
        self.free = most

    def take(self, work: Callable[[], object]) -> bool:
        """Do *work* in a thread; False when every place is taken."""
        if not self.free:
            return False
        self.free -= 1
        self.threads.submit(self._do, work)
        return True

    def _do(self, work: Callable[[], object]) -> None:
        try:
            work()
        finally:
            _tell(self._loop, self._leave)

    def _leave(self) -> None:
        self.free += 1


class Backroom:
    """Runs work in threads; *make_app* makes the WSGI app, when the first call needs it."""

    def __init__(self, loop: Loop, services: Services, make_app: Callable[[], App], *, limits: Limits) -> None:
        self.loop = loop
        self.limits = limits
        self.services = services
        self.desk = services.desk
        self._make_app = make_app
        self._app: App | None = None
        self._making = Lock()
        self._calls: Executor = ThreadPoolExecutor(limits.threads, "klingmock-call")
        self._streams = _Places(loop, limits.streams, "klingmock-stream")
        self._waits = _Places(loop, limits.waits, "klingmock-wait")

    def app(self) -> App:
        """Return the app; to be asked in a thread, since making it takes a tenth of a second."""
        with self._making:
            if self._app is None:
                self._app = self._make_app()
            return self._app

    def run(self, work: Callable[[], _T], then: Callable[[_T], object]) -> None:
        """Do *work*, which never raises, in a thread, and hand its result to *then* on the loop."""
        self._calls.submit(lambda: self.tell(then, work()))

    def wait(self, work: Callable[[], _T], then: Callable[[_T], object]) -> bool:
        """Do *work* that waits for something to happen, as `run` does; False when too many wait already."""
        return self._waits.take(lambda: self.tell(then, work()))

    def stream(self, work: Callable[[], None]) -> bool:
        """Do *work* that may go on for long, in a thread that no call has to wait for; False when too many do."""
        return self._streams.take(work)

    def tell(self, then: Callable[..., object], *results: object) -> None:
        """Hand results to the loop, from a thread; nobody is there to hear them once it is closed."""
        _tell(self.loop, then, *results)

    def close(self) -> None:
        """Wait for the threads to end; what has not begun is dropped."""
        for threads in (self._calls, self._waits.threads, self._streams.threads):
            threads.shutdown(cancel_futures=True)


def _tell(loop: Loop, then: Callable[..., object], *results: object) -> None:
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(then, *results)

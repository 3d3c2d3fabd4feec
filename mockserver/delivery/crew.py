"""A bounded crew of threads, in which a lane that is stuck does not hold up the others."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition, Thread

__all__ = ["ABREAST", "Crew"]

ABREAST = 8
"""Jobs of one lane that are under way at once."""

_MOST = 32


@dataclass(slots=True)
class _Lane:
    abreast: int
    under_way: int = 0
    behind: deque[Callable[[], None]] = field(default_factory=deque)


class Crew:
    """
    Does jobs; those of one lane begin in order, and only so many of them are under way at once.

    The threads are daemons: one that hangs where nothing can cut it, such as in a look-up of a name, does not keep
    the process from ending. *failed* is told what a job raised.
    """

    def __init__(self, *, failed: Callable[[Exception], None], most: int = _MOST) -> None:
        self._failed = failed
        self._most = most
        self._bell = Condition()
        self._ready: deque[tuple[str, Callable[[], None]]] = deque()
        self._lanes: dict[str, _Lane] = {}
        self._threads = 0
        self._idle = 0
        self._closed = False

    def do(self, lane: str, job: Callable[[], None], *, abreast: int = ABREAST) -> None:
        """Do a job once a thread is free and fewer than *abreast* of its lane are under way; never after `close`."""
        with self._bell:
            self._lanes.setdefault(lane, _Lane(abreast)).behind.append(job)
            self._let_begin(lane)

    def close(self) -> None:
        """Begin no more jobs; those that are under way are not waited for."""
        with self._bell:
            self._closed = True
            self._bell.notify_all()

    def _let_begin(self, name: str) -> None:
        lane = self._lanes[name]
        if lane.behind and lane.under_way < lane.abreast:
            lane.under_way += 1
            self._ready.append((name, lane.behind.popleft()))
            if len(self._ready) > self._idle and self._threads < self._most and not self._closed:
                self._threads += 1
                Thread(target=self._work, name="klingmock-callback", daemon=True).start()
            self._bell.notify()

    def _work(self) -> None:
        while (found := self._next()) is not None:
            lane, job = found
            try:
                job()
            except Exception as error:  # noqa: BLE001 - told to the owner; the next job may do
                self._failed(error)
            with self._bell:
                self._leave(lane)

    def _next(self) -> tuple[str, Callable[[], None]] | None:
        with self._bell:
            self._idle += 1
            self._bell.wait_for(lambda: self._ready or self._closed)
            self._idle -= 1
            return None if self._closed else self._ready.popleft()

    def _leave(self, name: str) -> None:
        self._lanes[name].under_way -= 1
        self._let_begin(name)
        if not self._lanes[name].under_way:
            del self._lanes[name]

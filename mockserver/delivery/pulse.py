"""
The pulse of a server that shares its store with others: it shows that it lives, and sees what the others do.

Nobody's clock is compared with another's. A server counts beats in the store; whoever sees the same number for too
long, by its own clock, holds it for dead, and takes over what it was sending.
"""

from collections.abc import Callable, Mapping
from threading import Event, Thread
from time import monotonic

from mockserver.core.ports import SharedStore
from mockserver.delivery.dispatcher import Dispatcher

__all__ = ["DEAD_AFTER", "Pulse"]

DEAD_AFTER = 3.0
"""Seconds without a beat after which a server is held for dead; with the time between two looks well below 5 s."""

_BEAT_EVERY = 1.0
_LOOK_EVERY = 0.25


class Pulse:
    """
    Looks at the store every quarter of a second, in a thread of its own.

    Args:
        store: What is shared.
        dispatcher: Is told what is due, what has changed, and what to take over.
        failed: Is told of errors; the next look may do.
        clock: Seconds that never go back; for tests.
    """

    def __init__(
        self,
        store: SharedStore,
        dispatcher: Dispatcher,
        *,
        failed: Callable[[Exception], None],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._store = store
        self._dispatcher = dispatcher
        self._failed = failed
        self._clock = clock
        self._beaten = -_BEAT_EVERY
        self._seen: dict[str, tuple[int, float]] = {}
        self._versions: Mapping[str, int] = {}
        self._closing = Event()
        self._troubled = False
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to look."""
        self._thread = Thread(target=self._run, name="klingmock-pulse", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()

    def look(self) -> None:
        """Beat, and see what the others do."""
        now = self._clock()
        self._dispatcher.note_late()
        if now - self._beaten >= _BEAT_EVERY:
            self._beaten = now
            self._store.beat()
            self._take_over(now)
        for world_id in self._store.due() if self._dispatcher.sends else ():
            self._dispatcher.wake(world_id)
        self._tell_who_waits()

    def _run(self) -> None:
        while not self._closing.wait(_LOOK_EVERY):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - told to the owner, once until it is over
                if not self._troubled:
                    self._failed(error)
                self._troubled = True
            else:
                self._troubled = False

    def _take_over(self, now: float) -> None:
        beats, claims = self._store.beats(), self._store.claims()
        for server, count in beats.items():
            if self._seen.get(server, (None,))[0] != count:
                self._seen[server] = count, now
        dead = {server for server in beats if now - self._seen[server][1] >= DEAD_AFTER}
        for server in dead | (claims.keys() - beats.keys()):
            for world_id in claims.get(server, ()):
                self._dispatcher.take_over(world_id, server)
            self._store.bury(server)
            self._seen.pop(server, None)

    def _tell_who_waits(self) -> None:
        waiting = self._dispatcher.waiting()
        versions = self._store.versions(waiting) if waiting else {}
        for world_id in waiting:
            if self._versions.get(world_id) != versions.get(world_id):
                self._dispatcher.ring(world_id)
        self._versions = versions

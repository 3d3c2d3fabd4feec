"""Who waits for something to happen in a world, and the bell that tells them that something has."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

__all__ = ["Waiters"]


class Waiters:
    """One event per waiter, so that a bell in one world wakes nobody who waits in another."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._events: dict[str, list[Event]] = {}

    @contextmanager
    def waiting(self, world_id: str) -> Iterator[Event]:
        """Give an event that is set whenever the bell rings for a world."""
        event = Event()
        with self._guard:
            self._events.setdefault(world_id, []).append(event)
        try:
            yield event
        finally:
            with self._guard:
                self._events[world_id].remove(event)
                if not self._events[world_id]:
                    del self._events[world_id]

    def subjects(self) -> tuple[str, ...]:
        """Name the worlds that somebody waits in."""
        with self._guard:
            return tuple(self._events)

    def ring(self, world_id: str) -> None:
        """Say that something has happened in a world."""
        if world_id in self._events:
            with self._guard:
                for event in self._events.get(world_id, ()):
                    event.set()

    def ring_all(self) -> None:
        """Wake everybody."""
        with self._guard:
            for events in self._events.values():
                for event in events:
                    event.set()

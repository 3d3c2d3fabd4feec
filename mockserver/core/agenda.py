"""What falls due, and when: a heap of events that may have become untrue since they were entered."""

import heapq
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

__all__ = ["Agenda", "Due", "Event"]


class Due(StrEnum):
    """What falls due."""

    END = "end"
    ATTEMPT = "attempt"


class Event(NamedTuple):
    """Something falls due; at one instant in the order in which it was entered."""

    at: datetime
    order: int
    kind: Due
    subject: str


class Agenda:
    """
    Events by instant.

    Nothing is struck out when plans change. *holds* says of an event whether it is still true, and
    those that are not are dropped when they come up.
    """

    def __init__(self, holds: Callable[[Event], bool]) -> None:
        self._holds = holds
        self._heap: list[Event] = []
        self._entered = 0

    def add(self, at: datetime, *, kind: Due, subject: str) -> None:
        """Enter an event."""
        self._entered += 1
        heapq.heappush(self._heap, Event(at, self._entered, kind, subject))

    def first(self) -> Event | None:
        """Say what falls due next, without taking it."""
        while self._heap and not self._holds(self._heap[0]):
            heapq.heappop(self._heap)
        return self._heap[0] if self._heap else None

    def take(self, until: datetime) -> Event | None:
        """Take the next event that is due at *until* or before."""
        while self._heap and self._heap[0].at <= until:
            event = heapq.heappop(self._heap)
            if self._holds(event):
                return event
        return None

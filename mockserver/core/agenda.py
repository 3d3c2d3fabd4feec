"""What falls due, and when: a heap of events that may have become untrue since they were entered."""

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

__all__ = ["Agenda", "Due", "Event"]


class Due(StrEnum):
    """What falls due."""

    END = "end"
    ATTEMPT = "attempt"


class Event(NamedTuple):
    """Something falls due; at one instant ends come before attempts, each in the order of their numbers."""

    at: datetime
    order: tuple[int, int]
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

    def add(self, at: datetime, *, kind: Due, number: int, subject: str) -> None:
        """Enter an event about a *subject* of this number."""
        heapq.heappush(self._heap, Event(at, (kind is Due.ATTEMPT, number), kind, subject))

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

    def until(self, instant: datetime) -> Iterator[Event]:
        """Yield what is due at an instant or before, in no order, and take nothing."""
        places = [0]
        while places:
            place = places.pop()
            if place < len(self._heap) and self._heap[place].at <= instant:
                places += (2 * place + 1, 2 * place + 2)
                if self._holds(self._heap[place]):
                    yield self._heap[place]

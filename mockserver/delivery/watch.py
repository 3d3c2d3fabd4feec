"""One thread that knows when something is due next in which world, on clocks that move by themselves."""

import heapq
from collections.abc import Callable
from datetime import timedelta
from math import inf
from threading import Condition, Thread
from time import monotonic

__all__ = ["Watch"]

_LONGEST_WAIT = timedelta(minutes=1)  # the machine's clock may be set meanwhile
_TOLERANCE = 0.0005  # seconds; an instant that is reckoned twice differs in the last digits


class Watch:
    """
    Does *round_* for a subject when it is woken for it, and again after the time that it returned.

    A subject is looked at only when it is due, however many there are. *failed* is told of errors.
    """

    def __init__(
        self,
        round_: Callable[[str], timedelta | None],
        *,
        failed: Callable[[Exception], None],
    ) -> None:
        self._round = round_
        self._failed = failed
        self._bell = Condition()
        self._woken: dict[str, None] = {}
        self._due: dict[str, float] = {}
        self._entered: dict[str, float] = {}
        self._heap: list[tuple[float, str]] = []
        self._closed = False
        self._thread: Thread | None = None

    def wake(self, subject: str) -> None:
        """Do a round for *subject* now. The first call starts the thread: one started before a fork would be lost."""
        if subject in self._woken:  # Not looked at yet, so the round to come sees what is new.
            return
        with self._bell:
            if self._closed:
                return
            if self._thread is None:
                self._thread = Thread(target=self._loop, name="klingmock-callbacks", daemon=True)
                self._thread.start()
            self._woken[subject] = None
            self._bell.notify()

    def close(self) -> None:
        """Stop; a round under way is finished."""
        with self._bell:
            self._closed = True
            self._bell.notify()
        if self._thread is not None:
            self._thread.join()

    def _loop(self) -> None:
        while True:
            with self._bell:
                self._bell.wait_for(lambda: self._closed or self._woken, timeout=self._pause())
                if self._closed:
                    return
                # Forgotten before it is looked at: whoever wakes it from now on wakes it anew.
                subjects, self._woken = self._woken | dict.fromkeys(self._take_due()), {}
            for subject in subjects:
                self._do(subject)

    def _do(self, subject: str) -> None:
        try:
            wait = self._round(subject)
        except Exception as error:  # noqa: BLE001 - told to the owner; the next round may do
            self._failed(error)
            wait = None
        self._due.pop(subject, None)
        if wait is not None:
            self._due[subject] = monotonic() + min(wait, _LONGEST_WAIT).total_seconds()
            self._enter(subject)

    def _enter(self, subject: str) -> None:
        # One entry that comes too early is enough: it finds out then. So the heap does not grow with every round.
        due = self._due[subject]
        if due < self._entered.get(subject, inf) - _TOLERANCE:
            self._entered[subject] = due
            heapq.heappush(self._heap, (due, subject))

    def _pause(self) -> float | None:
        return max(self._heap[0][0] - monotonic(), 0) if self._heap else None

    def _take_due(self) -> list[str]:
        until, taken = monotonic() + _TOLERANCE, []
        while self._heap and self._heap[0][0] <= until:
            entered, subject = heapq.heappop(self._heap)
            if self._entered.get(subject) != entered:
                continue  # An earlier one was entered since, and has come up already.
            del self._entered[subject]
            if self._due.get(subject, inf) <= until:
                taken.append(subject)
            elif subject in self._due:
                self._enter(subject)
        return taken

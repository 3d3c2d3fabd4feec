"""One thread that waits until something is due on a clock that moves by itself."""

from collections.abc import Callable
from datetime import timedelta
from threading import Condition, Thread

__all__ = ["Watch"]

_LONGEST_WAIT = timedelta(minutes=1)


class Watch:
    """Does *round_* when woken, and again after the time that it returned; tells *failed* of errors."""

    def __init__(
        self,
        round_: Callable[[], timedelta | None],
        *,
        failed: Callable[[Exception], None],
    ) -> None:
        self._round = round_
        self._failed = failed
        self._bell = Condition()
        self._woken = False
        self._closed = False
        self._thread: Thread | None = None

    def wake(self) -> None:
        """Do a round now. The first call starts the thread: one started before a fork would be lost."""
        with self._bell:
            if self._closed:
                return
            if self._thread is None:
                self._thread = Thread(target=self._loop, name="klingmock-callbacks", daemon=True)
                self._thread.start()
            self._woken = True
            self._bell.notify()

    def close(self) -> None:
        """Stop; a round under way is finished."""
        with self._bell:
            self._closed = True
            self._bell.notify()
        if self._thread is not None:
            self._thread.join()

    def _loop(self) -> None:
        wait: timedelta | None = None
        while True:
            with self._bell:
                if not self._woken and not self._closed:
                    self._bell.wait(_seconds(wait))
                if self._closed:
                    return
                self._woken = False
            try:
                wait = self._round()
            except Exception as error:  # noqa: BLE001 - told to the owner; the next round may do
                self._failed(error)
                wait = None


def _seconds(wait: timedelta | None) -> float:
    return (_LONGEST_WAIT if wait is None else min(wait, _LONGEST_WAIT)).total_seconds()

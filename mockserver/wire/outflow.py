"""The way from a thread that makes an answer to the connection that it goes out on, no faster than the client reads."""

from collections.abc import Callable
from threading import Condition

from mockserver.wire.backroom import Backroom

__all__ = ["GoneError", "Outflow"]


class GoneError(Exception):
    """Nobody is there to read any more."""


class Outflow:
    """
    Carries an answer piece by piece: a piece is taken when the one before is on its way.

    `write`, `end` and `break_off` are for the thread, all else for the loop, which says by `attach` who takes them.
    """

    def __init__(self, backroom: Backroom) -> None:
        self.closed = False
        self._backroom = backroom
        self._bell = Condition()
        self._room = False
        self._write: Callable[[bytes], object] = _nobody
        self._end: Callable[[bool], object] = _nobody

    def attach(self, write: Callable[[bytes], object], end: Callable[[bool], object]) -> None:
        """Say where the pieces go; *end* is told whether the answer is whole."""
        self._write, self._end = write, end
        self.ready()

    def ready(self) -> None:
        """Let the next piece come."""
        with self._bell:
            self._room = True
            self._bell.notify()

    def close(self) -> None:
        """Let no more pieces come."""
        with self._bell:
            self.closed = True
            self._bell.notify()

    def write(self, piece: bytes) -> None:
        """
        Send a piece, after the one before.

        Raises:
            GoneError: The client has left, or the server stops.
        """
        if piece:
            self._wait()
            self._backroom.tell(self._take, piece)
        elif self.closed:
            raise GoneError

    def end(self) -> None:
        """
        Say that this was all.

        Raises:
            GoneError: The client has left, or the server stops.
        """
        self._wait()
        self._backroom.tell(self._finish, True)  # noqa: FBT003 - of `attach`

    def break_off(self) -> None:
        """Say that the rest will never come."""
        self._backroom.tell(self._finish, False)  # noqa: FBT003 - of `attach`

    def _wait(self) -> None:
        with self._bell:
            self._bell.wait_for(lambda: self._room or self.closed)
            self._room = False
        if self.closed:
            raise GoneError

    def _take(self, piece: bytes) -> None:
        if not self.closed:
            self._write(piece)

    def _finish(self, whole: bool) -> None:  # noqa: FBT001 - of `attach`
        if not self.closed:
            self._end(whole)


def _nobody(_: object) -> None:
    """Be nobody, until there is somebody."""

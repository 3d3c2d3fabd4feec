"""Sends one reply the way its transmission says: late, slowly, in part, or not at all."""

from collections.abc import Callable, Iterator

from mockserver.core.transmission import Ending, Transmission
from mockserver.wire.loop import Loop, Timer

__all__ = ["Sending"]


class Sending:
    """
    One reply on its way out. *write* takes bytes, *end* is told what becomes of the connection then.

    The head goes out with the first bytes of the body.
    """

    def __init__(
        self,
        loop: Loop,
        transmission: Transmission,
        *,
        write: Callable[[bytes], object],
        end: Callable[[Ending], object],
    ) -> None:
        self._loop = loop
        self._how = transmission
        self._write = write
        self._end = end
        self._timer: Timer | None = None

    def start(self, head: bytes, body: bytes) -> None:
        """Begin, after the time that there is to wait."""
        pieces = self._pieces(head if self._how.head else b"", body[: self._how.cut])
        wait = self._how.wait.total_seconds()
        if wait > 0:
            self._timer = self._loop.call_later(wait, self._next, pieces)
        else:
            self._next(pieces)

    def cancel(self) -> None:
        """Send no more."""
        if self._timer is not None:
            self._timer.cancel()

    def _next(self, pieces: Iterator[tuple[bytes, bool]]) -> None:
        piece, last = next(pieces)
        if piece:
            self._write(piece)
        if last:
            self._end(self._how.ending)
        else:
            self._timer = self._loop.call_later(self._how.chunk_every.total_seconds(), self._next, pieces)

    def _pieces(self, head: bytes, body: bytes) -> Iterator[tuple[bytes, bool]]:
        """Yield what is to be written at a time, and whether it is the last."""
        step = self._how.chunk or max(len(body), 1)
        for start in range(0, max(len(body), 1), step):
            yield head + body[start : start + step], start + step >= len(body)
            head = b""

"""How a reply goes out: at once and whole, or late, slowly, in part, or never."""

from datetime import timedelta
from enum import StrEnum

from msgspec import Struct

__all__ = ["PLAIN", "TRANSMIT", "Ending", "Transmission"]

TRANSMIT = "klingmock.transmit"
"""The WSGI environment's name for a function that takes a `Transmission` and carries it out: our own front has one."""


class Ending(StrEnum):
    """What becomes of the connection after the reply."""

    KEEP = "keep"
    CLOSE = "close"
    RESET = "reset"
    HANG = "hang"


class Transmission(Struct, frozen=True, kw_only=True):
    """
    The way of one reply over the wire; all times are real ones.

    Args:
        wait: Time before the first byte.
        head: Whether the status line and the headers go out.
        cut: How many bytes of the body go out; None for all. ``Content-Length`` still tells of the whole.
        chunk: How many bytes go out at a time; None for all at once.
        chunk_every: Time between two of these.
        ending: What becomes of the connection then: it is kept, closed, reset, or left open in silence.
    """

    wait: timedelta = timedelta()
    head: bool = True
    cut: int | None = None
    chunk: int | None = None
    chunk_every: timedelta = timedelta()
    ending: Ending = Ending.KEEP

    @property
    def whole(self) -> bool:
        """Whether every byte goes out, so that any WSGI server can do it."""
        return self.head and self.cut is None and self.ending is Ending.KEEP


PLAIN = Transmission()
"""At once, whole, and the connection is kept."""

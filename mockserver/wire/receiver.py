"""What the parts of an answer's way say to each other; all of it on the loop."""

from collections.abc import Sequence
from typing import Protocol

from mockserver.core.transmission import Ending
from mockserver.core.wire import Reply
from mockserver.wire.outflow import Outflow
from mockserver.wire.refusal import RefusedError

__all__ = ["Receiver", "Way", "Work"]


class Receiver(Protocol):
    """Takes one answer, in one of three forms."""

    def reply(self, reply: Reply) -> None:
        """Take a whole answer."""
        ...

    def stream(self, status: int, headers: Sequence[tuple[str, str]], outflow: Outflow) -> None:
        """Take the beginning of an answer that goes on; *outflow* brings the rest."""
        ...

    def refuse(self, refusal: RefusedError) -> None:
        """Take a refusal; the connection ends with it."""
        ...


class Way(Protocol):
    """The way to the client."""

    @property
    def stays(self) -> bool:
        """Whether it will be there for another answer."""
        ...

    def write(self, data: bytes) -> None:
        """Send bytes."""
        ...

    def finished(self, ending: Ending) -> None:
        """Take note that an answer is out, and what becomes of the connection."""
        ...


class Work(Protocol):
    """Something that goes on for an answer."""

    def cancel(self) -> None:
        """Let it be."""
        ...

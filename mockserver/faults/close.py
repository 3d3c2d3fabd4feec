"""``close``: the connection is closed without an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mockserver.core.faults import FaultKind, Moment, Spoilt
from mockserver.core.transmission import Ending, Transmission

__all__ = ["Close"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(FaultKind):
    """The client reads the end of the stream where the status line should be."""

    summary: ClassVar[str] = "Close the connection without an answer, in good order (FIN)."
    example: ClassVar[Mapping[str, Any]] = {"on": "query", "when": {"nth": 2}, "do": "close"}

    def spoil(self, moment: Moment) -> Spoilt:
        """Send nothing."""
        return Spoilt(
            moment.sent(Transmission(head=False, cut=0, ending=Ending.CLOSE)), "closed the connection without an answer"
        )

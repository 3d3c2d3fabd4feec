"""``silence``: no answer at all; the connection stays open until the client gives up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mockserver.core.faults import FaultKind, Moment, Spoilt
from mockserver.core.transmission import Ending, Transmission

__all__ = ["Silence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence(FaultKind):
    """What a client without a timeout waits for for ever."""

    summary: ClassVar[str] = "Never answer, and keep the connection open until the client gives up."
    example: ClassVar[Mapping[str, Any]] = {"on": "create", "when": {"nth": 1}, "do": "silence", "phase": "after"}

    def spoil(self, moment: Moment) -> Spoilt:
        """Send nothing."""
        return Spoilt(moment.sent(Transmission(head=False, cut=0, ending=Ending.HANG)), "never answered")

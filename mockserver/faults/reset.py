"""``reset``: the connection is reset, before the answer or in the middle of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mockserver.core.faults import FaultKind, Moment, Phase, Spoilt, number_between, setting
from mockserver.core.transmission import Ending, Transmission

__all__ = ["Reset"]

_MOST_BYTES = 2**30


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset(FaultKind):
    """The client sees "connection reset by peer"."""

    summary: ClassVar[str] = "Reset the connection (RST), without an answer or in the middle of it."
    example: ClassVar[Mapping[str, Any]] = {"on": "create", "when": {"nth": 1}, "do": "reset", "phase": "after"}

    after_bytes: int | None = setting(
        number_between(0, _MOST_BYTES),
        "head and so many bytes of the body go out before; only in phase after; nothing goes out unless set",
        default=None,
    )

    def why_not_in(self, phase: Phase) -> str | None:
        """Refuse to send the beginning of an answer that there is not yet."""
        if self.after_bytes is None or phase is Phase.AFTER:
            return None
        return 'after_bytes needs "phase": "after"; before, there is no answer of which a part could go out'

    def spoil(self, moment: Moment) -> Spoilt:
        """Send nothing, or the beginning."""
        if self.after_bytes is None:
            nothing = Transmission(head=False, cut=0, ending=Ending.RESET)
            return Spoilt(moment.sent(nothing), "reset the connection without an answer")
        some = Transmission(cut=self.after_bytes, ending=Ending.RESET)
        return Spoilt(moment.sent(some), f"reset the connection after {self.after_bytes} bytes of the body")

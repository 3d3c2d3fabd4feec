"""``garbage``: bytes that are no HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mockserver.core.faults import FaultKind, Moment, Spoilt, setting, text
from mockserver.core.transmission import Ending, Transmission
from mockserver.core.wire import Reply

__all__ = ["Garbage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Garbage(FaultKind):
    """As if another kind of server had taken the port."""

    summary: ClassVar[str] = "Answer with bytes that are no HTTP, then close."
    example: ClassVar[Mapping[str, Any]] = {"on": "any", "when": {"share": 0.01}, "do": "garbage"}

    sent: str = setting(text, "what goes out, as UTF-8", default="SSH-2.0-OpenSSH_9.9\r\n", name="text")

    def spoil(self, moment: Moment) -> Spoilt:
        """Send the bytes without a head."""
        reply = Reply(
            0,
            moment.reply.headers,
            self.sent.encode("utf-8", "replace"),
            Transmission(head=False, ending=Ending.CLOSE),
        )
        return Spoilt(reply, "sent bytes that are no HTTP")

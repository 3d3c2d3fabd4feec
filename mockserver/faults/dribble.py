"""``dribble``: the body comes a few bytes at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from mockserver.core.faults import (
    FaultKind,
    Moment,
    Phase,
    Spoilt,
    count,
    flag,
    real_wait,
    setting,
    span,
    world_wait,
)
from mockserver.core.span import format_span
from mockserver.core.transmission import Transmission

__all__ = ["Dribble"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dribble(FaultKind):
    """A timeout that begins anew with each byte never ends here."""

    summary: ClassVar[str] = "Send the body a few bytes at a time; whole and right, but slowly."
    example: ClassVar[Mapping[str, Any]] = {"on": "query", "do": "dribble", "bytes": 1, "every": "1s", "real": True}
    phases: ClassVar[tuple[Phase, ...]] = (Phase.AFTER,)

    size: int = setting(count, "so many bytes at a time", default=16, name="bytes")
    every: timedelta = setting(span, "the pause between two, in world time", default=timedelta(milliseconds=200))
    real: bool = setting(flag, "real time instead, on every clock: for the client's own timeouts", default=False)

    def spoil(self, moment: Moment) -> Spoilt | None:
        """Slow the body down; one that fits into one piece cannot be."""
        pieces = -(-len(moment.reply.body) // self.size)
        if pieces <= 1:
            return None
        pause = real_wait(self.every, moment.pace, real=self.real)
        lasts = world_wait(self.every * (pieces - 1), moment.pace, real=self.real)
        time = f"{format_span(self.every)} of {'real' if self.real else 'world'} time"
        reply = moment.sent(Transmission(chunk=self.size, chunk_every=pause))
        return Spoilt(reply, f"sent {pieces} pieces of {self.size} bytes, {time} between two", lasts)

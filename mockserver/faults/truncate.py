"""``truncate``: the answer breaks off in the middle of its body."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from mockserver.core.faults import FaultKind, Moment, Phase, Spoilt, number_between, one_of, setting, share
from mockserver.core.transmission import Ending, Transmission

__all__ = ["Truncate"]

_MOST_BYTES = 2**30


def _bytes_or_share(value: object) -> int | Fraction:
    return number_between(0, _MOST_BYTES)(value) if type(value) is int else share(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncate(FaultKind):
    """``Content-Length`` tells of the whole, so that a careful client sees what it lacks."""

    summary: ClassVar[str] = "Send a part of the body, then close or reset the connection."
    example: ClassVar[Mapping[str, Any]] = {"on": "download", "when": {"nth": 1}, "do": "truncate", "keep": "0.9"}
    phases: ClassVar[tuple[Phase, ...]] = (Phase.AFTER,)

    keep: int | Fraction = setting(
        _bytes_or_share, 'so many bytes still go out, or such a share of them: 100, or "0.5"', default=Fraction(1, 2)
    )
    ending: str = setting(one_of("close", "reset"), "what becomes of the connection then", default="close")

    def spoil(self, moment: Moment) -> Spoilt | None:
        """Cut the body."""
        whole = len(moment.reply.body)
        kept = self.keep if isinstance(self.keep, int) else int(self.keep * whole)
        if kept >= whole:
            return None
        transmission = Transmission(cut=kept, ending=Ending(self.ending))
        return Spoilt(moment.sent(transmission), f"sent {kept} of {whole} bytes of the body, then {self.ending}")

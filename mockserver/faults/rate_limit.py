"""``rate-limit``: 429, as if there had been too many requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from mockserver.core.faults import FaultKind, Moment, Spoilt
from mockserver.faults.error_answer import error_reply, retry_after, retry_after_as

__all__ = ["RateLimit"]

_STATUS = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit(FaultKind):
    """A real limit is a setting of the world, ``rate_limit``; this one is out of the blue."""

    summary: ClassVar[str] = "Answer 429 with `Retry-After`, in the documented envelope."
    example: ClassVar[Mapping[str, Any]] = {
        "on": "query",
        "when": {"nth": 2, "times": 3},
        "do": "rate-limit",
        "retry_after": "5s",
    }

    retry_after: timedelta = retry_after(timedelta(seconds=1))
    retry_after_as: str = retry_after_as()

    def spoil(self, moment: Moment) -> Spoilt:
        """Answer 429."""
        reply = error_reply(moment, _STATUS, changed={}, retry=self.retry_after, retry_as=self.retry_after_as)
        return Spoilt(reply, f"answered {_STATUS}")

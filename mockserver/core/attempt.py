"""One attempt to deliver a callback: what was sent, what came back, and how it is judged."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from mockserver.core.redaction import Redaction

__all__ = ["ANSWER_LIMIT", "HEADERS_LIMIT", "Attempt", "Cause", "Heard", "Outcome", "hear", "outcome_of"]

ANSWER_LIMIT = 4096
"""Characters of the receiver's answer that are kept."""

HEADERS_LIMIT = 4096
"""Characters of its headers, names and values together."""

_SUCCESS = range(200, 300)


class Outcome(StrEnum):
    """How one attempt went."""

    DELIVERED = "delivered"
    RECORDED = "recorded"
    REFUSED = "refused"
    TIMED_OUT = "timed-out"
    UNREACHABLE = "unreachable"
    FORBIDDEN = "forbidden"
    LOST = "lost"
    INTERRUPTED = "interrupted"

    @property
    def good(self) -> bool:
        """Whether nothing more needs to be tried."""
        return self in {Outcome.DELIVERED, Outcome.RECORDED}


class Cause(StrEnum):
    """Why an attempt is made."""

    PLAN = "plan"
    REDELIVERY = "redelivery"
    DUPLICATE = "duplicate"


class Heard(Struct, frozen=True):
    """A receiver's answer, without credentials; *size* is that of the body that was read, in bytes."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    size: int = 0

    @property
    def weight(self) -> int:
        """How many characters are kept of it."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers)


class Attempt(Struct, frozen=True):
    """
    One attempt.

    *at* and *ended_at* are instants of the world. *target* is the address that it went to, None when it was only
    recorded; *headers* are those that were sent, *heard* is what came back, and *faults* say what was done to it
    on purpose.
    """

    at: datetime
    ended_at: datetime
    outcome: Outcome
    heard: Heard | None = None
    error: str | None = None
    cause: Cause = Cause.PLAN
    target: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def status(self) -> int | None:
        """The status of the answer, where there was one."""
        return self.heard.status if self.heard else None

    @property
    def weight(self) -> int:
        """How many characters are kept of it, roughly."""
        sent = sum(len(name) + len(value) for name, value in self.headers)
        return sent + (self.heard.weight if self.heard else 0) + len(self.error or "")


def hear(status: int, headers: Iterable[tuple[str, str]], body: bytes, *, redaction: Redaction) -> Heard:
    """Keep of an answer what helps: the first 4 Ki characters of headers and body, the credentials masked."""
    # Masked first: a credential across the cut would show its first half.
    text = redaction.text(body.decode("utf-8", "replace"))
    return Heard(status, tuple(_first(redaction.headers(headers))), text[:ANSWER_LIMIT], len(body))


def _first(headers: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    left = HEADERS_LIMIT
    for name, value in headers:
        left -= len(name) + len(value)
        if left < 0:
            return
        yield name, value


def outcome_of(status: int) -> Outcome:
    """
    Judge an answer: any 2xx is success, a redirect is not.

    Source:
        docs/kling-o3-image-to-video, Request Body, callback_url.
    """
    return Outcome.DELIVERED if status in _SUCCESS else Outcome.REFUSED

"""What decisions and transports say to each other: steps go out, events come in."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["Answer", "Event", "Lost", "Send", "Step", "Steps", "Wait"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """
    Send one request, and come back with an `Answer`, or with `Lost`.

    *patience* is in real seconds, for the whole of it: a gateway that sends a byte now and then is silent too.
    Redirects are not followed: neither gateway nor result host is documented to send any.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None
    patience: float


@dataclass(frozen=True, slots=True)
class Wait:
    """Let so many seconds pass, and come back with nothing."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer, of any status; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Lost:
    """No answer came, or not the whole of it: whether the request did anything is not known."""

    reason: str


Step = Send | Wait
Event = Answer | Lost | None
Steps = Generator[Step, Event, _T]
"""Decisions that take steps and end with a value."""

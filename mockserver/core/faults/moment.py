"""What a fault is given when it meets a call, and what it makes of it."""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from mockserver.core.clock import Pace
from mockserver.core.faults.occasion import Occasion
from mockserver.core.faults.when import When
from mockserver.core.span import MICROSECOND
from mockserver.core.transmission import Transmission
from mockserver.core.wire import Call, Reply
from validator.readings import Readings

__all__ = ["Moment", "Phase", "Spoilt", "real_wait", "world_wait"]

_SHARED_HEADERS = ("date", "x-request-id")


class Phase(StrEnum):
    """Whether a fault comes before the world has changed, or after."""

    BEFORE = "before"
    AFTER = "after"


class Spoilt(Struct, frozen=True):
    """
    What a fault made of a call: the *reply* that goes out instead, and what the journal *says* about it.

    *lasts* is how much world time it takes to go out, where it is slow on purpose.
    """

    reply: Reply
    says: str
    lasts: timedelta = timedelta()


class Moment(Struct, frozen=True, kw_only=True):
    """
    One call that a fault has taken.

    *reply* is the answer that the fault may spoil; in the phase before there is none yet: its status is 0, its body
    empty.
    *draw* is luck of this fault at this call.
    """

    call: Call
    phase: Phase
    reply: Reply
    now: datetime
    pace: Pace
    readings: Readings
    draw: int
    when: When
    occasion: Occasion

    def answer(self, status: int, body: bytes, *headers: tuple[str, str], kind: str = "application/json") -> Reply:
        """Make another reply, which has of this one only the headers that every reply of the gateway has."""
        shared = (pair for pair in self.reply.headers if pair[0] in _SHARED_HEADERS)
        return Reply(status, (("content-type", kind), *shared, *headers), body)

    def with_body(self, body: bytes) -> Reply:
        """Answer with another body."""
        return Reply(self.reply.status, self.reply.headers, body)

    def sent(self, transmission: Transmission) -> Reply:
        """Send the reply another way."""
        return Reply(self.reply.status, self.reply.headers, self.reply.body, transmission)

    def picked(self) -> frozenset[str | None] | None:
        """Name the tasks that the fault asks for, of those that the call asks for; None for all."""
        if not self.when.about_tasks or self.call.operation == "create":
            return None
        return frozenset(subject.id for subject in self.occasion.subjects if self.when.picks(subject))


def real_wait(length: timedelta, pace: Pace, *, real: bool) -> timedelta:
    """Say how much real time a length of world time takes: none on a clock that stands, unless it is *real* anyway."""
    if real:
        return length
    if pace.stands:
        return timedelta()
    return -(-(length // MICROSECOND) * pace.rate.denominator // pace.rate.numerator) * MICROSECOND


def world_wait(length: timedelta, pace: Pace, *, real: bool) -> timedelta:
    """Say how far the world's clock is to be moved for a length of world time: only an auto clock is."""
    return length if pace.mode == "auto" and not real else timedelta()

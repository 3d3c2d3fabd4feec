"""
The plan of a callback: when it is attempted, and when it is tried again.

One callback per task, when it has ended and its billing is confirmed. Any 2xx answer within 10 s is
success; everything else is tried again (kling-o3, Request Parameters, callback_url; delays from
docs/kling-o3-image-to-video, Request Body, callback_url).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from contracts import api
from mockserver.core.attempt import Attempt, Cause, Outcome
from mockserver.core.meddling import UNTOUCHED, Meddling

__all__ = [
    "ATTEMPT_LIMIT",
    "Delivery",
    "RetryPlan",
    "State",
    "after_attempt",
    "claimed",
    "held",
    "leaving",
    "retry_plan",
]

ATTEMPT_LIMIT = 100
"""Attempts that are kept of one delivery; beyond it the oldest redelivery goes, never one of the plan."""


class State(StrEnum):
    """How a delivery stands."""

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    RECORDED = "recorded"
    GIVEN_UP = "given-up"


_SUCCESS = {Outcome.DELIVERED: State.DELIVERED, Outcome.RECORDED: State.RECORDED}
_SUCCESSES = tuple(_SUCCESS.values())


class Delivery(Struct, frozen=True, kw_only=True):
    """
    One callback; its id is the same for every attempt and redelivery.

    *next_at* is when it goes out next by itself, None for never again. *made* counts the attempts, also those that
    are not kept. *copies* are still to be sent after the success, as *copying* says. *meddling* is what faults do to
    the next attempt, once that is decided.
    """

    id: str
    number: int
    task_id: str
    url: str
    next_at: datetime | None
    state: State = State.WAITING
    attempts: tuple[Attempt, ...] = ()
    made: int = 0
    copies: int = 0
    copying: Meddling = UNTOUCHED
    meddling: Meddling | None = None

    @property
    def done(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.next_at is None and self.state not in {State.WAITING, State.SENDING}

    @property
    def planned(self) -> tuple[Attempt, ...]:
        """The attempts that the plan made and that came to an end."""
        return tuple(one for one in self.attempts if one.cause is Cause.PLAN and one.outcome is not Outcome.INTERRUPTED)

    @property
    def weight(self) -> int:
        """How many characters are kept of its attempts, roughly."""
        return sum(attempt.weight for attempt in self.attempts)


class RetryPlan(Struct, frozen=True):
    """How often and when a callback is tried again."""

    delays: tuple[timedelta, ...]
    from_first_attempt: bool

    def next_at(self, tried: tuple[Attempt, ...]) -> datetime | None:
        """Say when to try again after these attempts of the plan have failed; None to give up."""
        if len(tried) > len(self.delays):
            return None
        delay, ended_at = self.delays[len(tried) - 1], tried[-1].ended_at
        # An attempt that is still under way is not overtaken by the next one.
        return max(tried[0].at + delay, ended_at) if self.from_first_attempt else ended_at + delay


def retry_plan(readings: Mapping[str, str]) -> RetryPlan:
    """Read the disputes callback-retries and callback-backoff."""
    delays = api().callback.retry_delays
    if readings["callback-retries"] == "three":
        delays = delays[:2]
    return RetryPlan(delays, readings["callback-backoff"] == "from-first-attempt")


def leaving(delivery: Delivery, meddling: Meddling = UNTOUCHED) -> Delivery:
    """Note that *delivery* is ready to be sent; *meddling* may let copies follow."""
    ready = replace(delivery, next_at=None, meddling=None)
    return replace(ready, copies=meddling.copies, copying=meddling) if meddling.copies else ready


def claimed(delivery: Delivery) -> Delivery:
    """Note that somebody is sending *delivery*."""
    return replace(delivery, state=State.SENDING) if delivery.state is State.WAITING else delivery


def held(delivery: Delivery, meddling: Meddling, at: datetime) -> Delivery:
    """Note that faults let *delivery* leave later than *at*."""
    return replace(delivery, meddling=meddling, next_at=at + meddling.wait)


def after_attempt(delivery: Delivery, attempt: Attempt, *, plan: RetryPlan) -> Delivery:
    """Note how an attempt went, and plan the next one where there is one."""
    noted = _noted(delivery, attempt)
    if delivery.state in _SUCCESSES:
        return _with_next_copy(noted, attempt)
    if attempt.outcome.good:
        return _with_next_copy(replace(noted, state=_SUCCESS[attempt.outcome], next_at=None, meddling=None), attempt)
    if attempt.cause is Cause.REDELIVERY:
        # Asked for by a person, so beside the plan: what was waiting goes on waiting.
        return noted
    if attempt.outcome is Outcome.INTERRUPTED:
        # The server stopped, so nothing is known about the receiver: it is due at once, should there be a later.
        return replace(noted, state=State.WAITING, next_at=attempt.ended_at)
    next_at = plan.next_at(noted.planned)
    state = State.GIVEN_UP if next_at is None else State.WAITING
    return replace(noted, state=state, next_at=next_at)


def _with_next_copy(delivery: Delivery, attempt: Attempt) -> Delivery:
    if not delivery.copies or attempt.cause is Cause.REDELIVERY or delivery.next_at is not None:
        return delivery
    return replace(delivery, copies=delivery.copies - 1, next_at=attempt.ended_at + delivery.copying.gap)


def _noted(delivery: Delivery, attempt: Attempt) -> Delivery:
    # Attempts of a moving clock may overlap, so one may end before another that began earlier.
    attempts = sorted((*delivery.attempts, attempt), key=lambda one: one.at)
    if len(attempts) > ATTEMPT_LIMIT:
        attempts.remove(next(one for one in attempts if one.cause is not Cause.PLAN))
    return replace(delivery, attempts=tuple(attempts), made=delivery.made + 1)

"""
The plan of a callback: when it is attempted, and when it is tried again.

One callback per task, when it has ended and its billing is confirmed. Any 2xx answer within 10 s is
success; everything else is tried again (kling-o3, Request Parameters, callback_url; delays from
docs/kling-o3-image-to-video, Request Body, callback_url).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from contracts import api
from mockserver.core.attempt import Attempt, Cause, Outcome

__all__ = [
    "ATTEMPT_LIMIT",
    "Delivery",
    "RetryPlan",
    "State",
    "after_attempt",
    "claimed",
    "recorded",
    "repeated",
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """
    One callback; its id is the same for every attempt and redelivery.

    *next_at* is when it goes out next by itself, None for never again. *made* counts the attempts, also those that
    are not kept. *copies* are still to be sent after the success, each *gap* after the one before.
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
    gap: timedelta = timedelta()

    @property
    def done(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.next_at is None and self.state is not State.SENDING

    @property
    def planned(self) -> tuple[Attempt, ...]:
        """The attempts that the plan made and that came to an end."""
        return tuple(one for one in self.attempts if one.cause is Cause.PLAN and one.outcome is not Outcome.INTERRUPTED)

    @property
    def weight(self) -> int:
        """How many characters are kept of its attempts, roughly."""
        return sum(attempt.weight for attempt in self.attempts)


@dataclass(frozen=True, slots=True)
class RetryPlan:
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


def claimed(delivery: Delivery) -> Delivery:
    """Note that somebody is sending *delivery*, so that nobody else does."""
    if delivery.state is State.WAITING:
        return replace(delivery, state=State.SENDING, next_at=None)
    return replace(delivery, next_at=None)


def recorded(delivery: Delivery, at: datetime, *, cause: Cause = Cause.PLAN) -> Delivery:
    """Note that *delivery* would have been sent now; without a route nothing leaves the machine."""
    noted = _noted(delivery, Attempt(at, at, Outcome.RECORDED, cause=cause))
    return replace(noted, state=State.RECORDED, next_at=None)


def after_attempt(delivery: Delivery, attempt: Attempt, *, plan: RetryPlan) -> Delivery:
    """Note how an attempt went, and plan the next one where there is one."""
    noted = _noted(delivery, attempt)
    if delivery.state is State.DELIVERED:
        return _with_next_copy(noted, attempt)
    if attempt.outcome.good:
        return _with_next_copy(replace(noted, state=State.DELIVERED, next_at=None), attempt)
    if attempt.cause is Cause.REDELIVERY:
        # Asked for by a person, so beside the plan: what was waiting goes on waiting.
        return noted
    if attempt.outcome is Outcome.INTERRUPTED:
        # The server stopped, so nothing is known about the receiver: it is due at once, should there be a later.
        return replace(noted, state=State.WAITING, next_at=attempt.ended_at)
    next_at = plan.next_at(noted.planned)
    state = State.GIVEN_UP if next_at is None else State.WAITING
    return replace(noted, state=state, next_at=next_at)


def repeated(delivery: Delivery, *, copies: int, gap: timedelta) -> Delivery:
    """Let so many copies follow the success of *delivery*."""
    return replace(delivery, copies=copies, gap=gap)


def _with_next_copy(delivery: Delivery, attempt: Attempt) -> Delivery:
    if not delivery.copies or attempt.cause is Cause.REDELIVERY or delivery.next_at is not None:
        return delivery
    return replace(delivery, copies=delivery.copies - 1, next_at=attempt.ended_at + delivery.gap)


def _noted(delivery: Delivery, attempt: Attempt) -> Delivery:
    # Attempts of a moving clock may overlap, so one may end before another that began earlier.
    attempts = sorted((*delivery.attempts, attempt), key=lambda one: one.at)
    if len(attempts) > ATTEMPT_LIMIT:
        attempts.remove(next(one for one in attempts if one.cause is not Cause.PLAN))
    return replace(delivery, attempts=tuple(attempts), made=delivery.made + 1)

"""
The plan of a callback: when it is attempted, what counts as success, when it is tried again.

One callback per task, when it has ended and its billing is confirmed. Any 2xx answer within 10 s is
success; everything else is tried again (kling-o3, Request Parameters, callback_url; delays from
docs/kling-o3-image-to-video, Request Body, callback_url).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from contracts import api

__all__ = [
    "Attempt",
    "Delivery",
    "Outcome",
    "RetryPlan",
    "State",
    "after_attempt",
    "claimed",
    "outcome_of",
    "recorded",
    "retry_plan",
]

_SUCCESS = range(200, 300)


class Outcome(StrEnum):
    """How one attempt went."""

    DELIVERED = "delivered"
    RECORDED = "recorded"
    REFUSED = "refused"
    TIMED_OUT = "timed-out"
    UNREACHABLE = "unreachable"

    @property
    def good(self) -> bool:
        """Whether nothing more needs to be tried."""
        return self in {Outcome.DELIVERED, Outcome.RECORDED}


class State(StrEnum):
    """How a delivery stands."""

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    RECORDED = "recorded"
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt; *status* is the answer's, where there was one."""

    at: datetime
    ended_at: datetime
    outcome: Outcome
    status: int | None = None
    error: str | None = None
    redelivery: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One callback; its id is the same for every attempt and redelivery."""

    id: str
    number: int
    task_id: str
    url: str
    next_at: datetime | None
    state: State = State.WAITING
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class RetryPlan:
    """How often and when a callback is tried again."""

    delays: tuple[timedelta, ...]
    from_first_attempt: bool

    def next_at(self, attempts: tuple[Attempt, ...]) -> datetime | None:
        """Say when to try again after these attempts have failed; None to give up."""
        tried = [attempt for attempt in attempts if not attempt.redelivery]
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


def outcome_of(status: int) -> Outcome:
    """Judge an answer: any 2xx is success, a redirect is not (docs: callback_url)."""
    return Outcome.DELIVERED if status in _SUCCESS else Outcome.REFUSED


def recorded(delivery: Delivery, at: datetime, *, redelivery: bool = False) -> Delivery:
    """Note that *delivery* would have been sent now; without a route nothing leaves the machine."""
    attempt = Attempt(at, at, Outcome.RECORDED, redelivery=redelivery)
    attempts = (*delivery.attempts, attempt)
    return replace(delivery, attempts=attempts, state=State.RECORDED, next_at=None)


def claimed(delivery: Delivery) -> Delivery:
    """Note that somebody is sending *delivery*, so that nobody else does."""
    return replace(delivery, state=State.SENDING, next_at=None)


def after_attempt(delivery: Delivery, attempt: Attempt, *, plan: RetryPlan) -> Delivery:
    """Note how an attempt went, and plan the next one where there is one."""
    attempts = (*delivery.attempts, attempt)
    if attempt.outcome.good:
        return replace(delivery, attempts=attempts, state=State.DELIVERED, next_at=None)
    if attempt.redelivery:
        # Asked for by a person, so beside the plan: what was waiting goes on waiting.
        return replace(delivery, attempts=attempts)
    next_at = plan.next_at(attempts)
    state = State.GIVEN_UP if next_at is None else State.WAITING
    return replace(delivery, attempts=attempts, state=state, next_at=next_at)

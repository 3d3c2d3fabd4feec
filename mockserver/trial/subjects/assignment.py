"""What a subject is given for one case."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mockserver.trial.schedule import Schedule

__all__ = ["Assignment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """
    One case, as the subject sees it.

    Args:
        number: Of the case in this trial.
        schedule: What is wanted, and within which time.
        base_url: Where the gateway is.
        sleep_url: Where a POST of ``{"by": "5s"}`` lets the world's time pass.
        sleep: Lets so many seconds of the world pass.
        monotonic: Says how many seconds have passed.
        limit: Real seconds after which the subject counts as hanging.
    """

    number: int
    schedule: Schedule
    base_url: str
    sleep_url: str
    sleep: Callable[[float], None]
    monotonic: Callable[[], float]
    limit: float

    def to_json(self) -> dict[str, Any]:
        """Write what a subject in another process is told."""
        schedule = self.schedule
        return {
            "case": self.number,
            "request": schedule.request,
            "base_url": self.base_url,
            "api_key": schedule.key,
            "poll_interval": schedule.poll_interval,
            "deadline": schedule.deadline,
            "request_timeout": schedule.request_timeout,
            "sleep_url": self.sleep_url,
            "idempotency_key": schedule.idempotency_key,
        }

"""
Limits of a world: requests a minute, and tasks at once.

What a client reads then is public (docs/kling-o3-image-to-video, Responses, 429), the numbers are not: so a world has
no limit unless it is set.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Self

from msgspec import Struct

from mockserver.core.refusal import RefusalError
from mockserver.core.remarks import Remarks
from mockserver.core.task import Task
from mockserver.core.whole import whole

__all__ = ["LIMITS", "MOST_PER_LIMIT", "NO_LIMIT", "RateLimit", "RateLimitError", "RequestWindow", "check_tasks"]

_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)
MOST_PER_LIMIT = 100_000
LIMITS = ("requests_per_minute", "tasks_at_once")


class RateLimitError(ValueError):
    """A limit cannot be set like this."""


class RateLimit(Struct, frozen=True, kw_only=True):
    """None is no limit."""

    requests_per_minute: int | None = None
    tasks_at_once: int | None = None

    @classmethod
    def from_json(cls, value: object) -> Self:
        """
        Read an object with either limit, both or none; null stands for none.

        Raises:
            RateLimitError: It is something else.
        """
        given: Mapping[str, Any] = {} if value is None else value  # type: ignore[assignment] # judged next
        if not isinstance(given, dict):
            raise RateLimitError('must be null or an object such as {"requests_per_minute": 60, "tasks_at_once": 3}')
        read = {name: whole(most) for name, most in given.items()}
        for name, most in given.items():
            if name not in LIMITS:
                raise RateLimitError(f"unknown limit {str(name)[:64]!r}; known: {', '.join(LIMITS)}")
            if most is not None and not 1 <= (read[name] or 0) <= MOST_PER_LIMIT:
                raise RateLimitError(f"{name} must be null or a whole number from 1 to {MOST_PER_LIMIT}")
        found = cls(**read)
        return NO_LIMIT if found == NO_LIMIT else found

    def to_json(self) -> dict[str, int | None] | None:
        """Write what `from_json` reads."""
        return {name: getattr(self, name) for name in LIMITS} if self != NO_LIMIT else None


NO_LIMIT = RateLimit()


class RequestWindow:
    """The instants of the requests that were let in within the last minute of world time; no more than the limit."""

    __slots__ = ("_instants",)

    def __init__(self) -> None:
        self._instants: deque[datetime] = deque()

    def state(self) -> tuple[datetime, ...]:
        """Return these instants."""
        return tuple(self._instants)

    def resume(self, instants: Iterable[datetime]) -> None:
        """Go on from the instants of another."""
        self._instants = deque(instants)

    def admit(self, now: datetime, limit: RateLimit) -> None:
        """
        Let a request in.

        Raises:
            RefusalError: There were as many within the last minute (429); says when the next will be let in.
        """
        most, instants = limit.requests_per_minute, self._instants
        if most is None:
            return
        while instants and instants[0] <= now - _MINUTE:
            instants.popleft()
        if len(instants) >= most:
            raise _too_many(instants[len(instants) - most] + _MINUTE - now, Remarks())
        instants.append(now)


def check_tasks(unfinished: Iterable[Task], limit: RateLimit, now: datetime, remarks: Remarks) -> None:
    """
    Let one more task in.

    Raises:
        RefusalError: As many have not ended (429); says when one will have, where that is known.
    """
    if limit.tasks_at_once is None:
        return
    tasks = tuple(unfinished)
    if len(tasks) < limit.tasks_at_once:
        return
    ends = sorted(task.ends_at for task in tasks if task.ends_at is not None)
    # Where the limit was lowered, more than one task must end first.
    place = len(tasks) - limit.tasks_at_once
    raise _too_many(ends[place] - now if place < len(ends) else None, remarks)


def _too_many(wait: timedelta | None, remarks: Remarks) -> RefusalError:
    headers = () if wait is None else (("retry-after", str(max(-(-wait // _SECOND), 1))),)
    return RefusalError("rate_limit_exceeded", headers=headers, remarks=remarks)

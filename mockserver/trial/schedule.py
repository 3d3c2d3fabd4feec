"""A schedule: everything that one case is made of, so that a file of it plays again byte for byte."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import sha256
from typing import Any

__all__ = ["ACTIONS", "Schedule", "ScheduleError"]

ACTIONS = ("deliver", "again")
"""What is done with the callback of each task, in order: it is delivered, or the same one comes again."""

_Json = dict[str, Any]
_MOST_SECONDS = 10**9


class ScheduleError(ValueError):
    """A value is no schedule."""


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """
    One case: what is wanted, how the gateway behaves, and what the client is told.

    Args:
        request: The body of the creation that the client is to make.
        poll_interval: Seconds between two polls, as the client is told.
        deadline: Seconds after which the client is to have ended.
        request_timeout: Real seconds that one request may take.
        lifecycle: What becomes of tasks, as ``PUT /_mock/world`` takes it.
        clock: ``manual`` for a client that sleeps in the world's time, ``real`` for one that really waits.
        faults: The fault plan, as ``POST /_mock/faults`` takes it.
        callbacks: What is done with the callbacks, of `ACTIONS`.
        readings: Of the disputes, as ``PUT /_mock/world`` takes it.
        balance: Credits at the beginning, as text.
        seed: Of the world.
    """

    request: _Json
    poll_interval: float
    deadline: float
    request_timeout: float
    lifecycle: Any = "after:20s"
    clock: str = "manual"
    faults: tuple[_Json, ...] = ()
    callbacks: tuple[str, ...] = ()
    readings: Any = "strict"
    balance: str = "10000"
    seed: int = 0

    @cached_property
    def text(self) -> str:
        """The canonical text, the same for the same schedule."""
        return json.dumps(self.to_json(), sort_keys=True)

    @cached_property
    def key(self) -> str:
        """The API key of the case: it follows from the schedule, so that the same one sends the same bytes."""
        return f"sk-trial-{sha256(self.text.encode()).hexdigest()[:24]}"

    @cached_property
    def idempotency_key(self) -> str:
        """The idempotency key that the client is told, should it take one."""
        return f"trial-{sha256(self.key.encode()).hexdigest()[:24]}"

    def fault(self, fault_id: str) -> _Json:
        """Return the fault that the server calls so: they are numbered in the order of the plan."""
        number = fault_id.removeprefix("fault-")
        return self.faults[int(number) - 1] if number.isdigit() and 0 < int(number) <= len(self.faults) else {}

    def to_json(self) -> _Json:
        """Write what `from_json` reads."""
        return {
            one.name: list(value) if isinstance(value := getattr(self, one.name), tuple) else value
            for one in fields(self)
        }

    @classmethod
    def from_json(cls, value: object) -> "Schedule":
        """
        Read a schedule.

        Raises:
            ScheduleError: It is none.
        """
        if not isinstance(value, Mapping):
            raise ScheduleError("a schedule is an object")
        known = {one.name for one in fields(cls)}
        strangers, missing = value.keys() - known, _NEEDED - value.keys()
        if strangers or missing:
            said = [f"{name} is unknown" for name in sorted(strangers)] + [
                f"{name} is missing" for name in sorted(missing)
            ]
            raise ScheduleError("; ".join(said))
        wrong = [name for name in value if not _CHECKS.get(name, _anything)(value[name])]
        if wrong:
            raise ScheduleError(f"{', '.join(sorted(wrong))}: not what a schedule has there")
        read: _Json = {name: tuple(one) if name in _LISTS else one for name, one in value.items()}
        return cls(**read)


def _anything(_: object) -> bool:
    return True


def _span(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and 0 < value < _MOST_SECONDS


_NEEDED = {"request", "poll_interval", "deadline", "request_timeout"}
_LISTS = {"faults", "callbacks"}
_CLOCKS = ("manual", "real")  # no set: what is asked about may be of any type
_CHECKS: dict[str, Callable[[Any], bool]] = {
    "request": lambda value: isinstance(value, dict),
    "poll_interval": _span,
    "deadline": _span,
    "request_timeout": _span,
    "clock": lambda value: value in _CLOCKS,
    "faults": lambda value: isinstance(value, list) and all(isinstance(one, dict) for one in value),
    "callbacks": lambda value: isinstance(value, list) and all(one in ACTIONS for one in value),
    "balance": lambda value: isinstance(value, str),
    "seed": lambda value: type(value) is int,
}

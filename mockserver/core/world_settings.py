"""The settings of a world, and how a change to them is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from mockserver.core.clock import ClockError, Pace, parse_instant, parse_pace
from mockserver.core.faults import Fault
from mockserver.core.lifecycles import DEFAULT, Lifecycle, LifecycleError, parse_lifecycle
from mockserver.core.money import MoneyError, parse_money
from mockserver.core.problem import UnprocessableError
from mockserver.core.rate_limit import NO_LIMIT, RateLimit
from mockserver.core.whole import whole
from validator.errors import UnknownReadingError
from validator.readings import Readings

__all__ = ["LARGEST_SEED", "SETTING_NAMES", "WorldSettings", "changed", "parse_seed"]

LARGEST_SEED = 2**63 - 1

_REFUSALS = (ClockError, LifecycleError, MoneyError, UnknownReadingError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldSettings:
    """What a world begins with; *start* None leaves the beginning to the clock's mode."""

    seed: int = 0
    clock: Pace = parse_pace("real")  # noqa: RUF009 - a frozen value
    lifecycle: Lifecycle = DEFAULT
    readings: Readings = Readings.of("strict")  # noqa: RUF009 - a frozen value
    balance: Decimal = Decimal(10_000)
    start: datetime | None = None
    rate_limit: RateLimit = NO_LIMIT
    faults: tuple[Fault, ...] = ()


def changed(settings: WorldSettings, data: Mapping[str, object]) -> WorldSettings:
    """
    Merge *data*, decoded JSON, into *settings*: all of it, or nothing.

    Raises:
        UnprocessableError: A setting is unknown or its value is wrong; each is named.
    """
    values: dict[str, Any] = {}
    errors = []
    for name, value in data.items():
        pointer = "/" + name.replace("~", "~0").replace("/", "~1")
        if name not in _READERS:
            errors.append((pointer, f"unknown setting; known: {', '.join(_READERS)}"))
            continue
        try:
            values[name] = _READERS[name](value)
        except _REFUSALS as error:
            errors.append((pointer, str(error)))
    if errors:
        said = "; ".join(f"{pointer}: {detail}" for pointer, detail in errors)
        raise UnprocessableError(said, errors=errors)
    return replace(settings, **values)


def parse_seed(value: object) -> int:
    """
    Read a seed.

    Raises:
        ValueError: It is not a whole number from 0 to 2^63 - 1.
    """
    seed = whole(value)
    if seed is None or not 0 <= seed <= LARGEST_SEED:
        raise ValueError(f"a seed is a whole number from 0 to {LARGEST_SEED}")
    return seed


def _clock(value: object) -> Pace:
    if not isinstance(value, str):
        raise ClockError("a clock is a text: real, scaled:N, manual or auto")
    return parse_pace(value)


def _readings(value: object) -> Readings:
    if not isinstance(value, str | Mapping):
        raise UnknownReadingError("readings are the name of a preset, or an object")
    return Readings.of(value)


def _start(value: object) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ClockError("start is an instant in text, for example 2026-01-01T00:00:00Z, or null")
    return parse_instant(value)


_READERS: Mapping[str, Callable[[object], Any]] = {
    "seed": parse_seed,
    "clock": _clock,
    "lifecycle": parse_lifecycle,
    "readings": _readings,
    "balance": parse_money,
    "start": _start,
    "rate_limit": RateLimit.from_json,
}

SETTING_NAMES = tuple(_READERS)
"""What each setting of a world is called in JSON."""

"""The settings of a world as text, and back: for whoever writes worlds down."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec

from mockserver.core.clock import Pace
from mockserver.core.faults import FaultBook, FaultKind, parse_faults
from mockserver.core.lifecycles import parse_lifecycle
from mockserver.core.rate_limit import RateLimit
from mockserver.core.world_settings import WorldSettings
from validator.readings import Readings

__all__ = ["read_faults", "read_settings", "write_faults", "write_settings"]

_Kinds = Mapping[str, type[FaultKind]]


class _Settings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    seed: int
    clock: tuple[str, int, int]
    lifecycle: dict[str, Any]
    readings: dict[str, str]
    balance: Decimal
    start: datetime | None = None
    rate_limit: dict[str, int | None] | None = None
    faults: list[dict[str, Any]] = []


class _Faults(msgspec.Struct, frozen=True, kw_only=True):
    numbered: int
    faults: list[dict[str, Any]]
    counts: list[tuple[int, int]]


def write_settings(settings: WorldSettings) -> str:
    """Write settings, exactly."""
    rate = settings.clock.rate
    form = _Settings(
        seed=settings.seed,
        clock=(settings.clock.mode, rate.numerator, rate.denominator),
        lifecycle=settings.lifecycle.to_json(),
        readings=settings.readings.to_dict(),
        balance=settings.balance,
        start=settings.start,
        rate_limit=settings.rate_limit.to_json(),
        faults=[fault.to_json() for fault in settings.faults],
    )
    return msgspec.json.encode(form).decode()


def read_settings(text: str, *, kinds: _Kinds) -> WorldSettings:
    """Read what `write_settings` wrote."""
    form = msgspec.json.decode(text, type=_Settings)
    mode, numerator, denominator = form.clock
    return WorldSettings(
        seed=form.seed,
        clock=Pace(mode, Fraction(numerator, denominator)),
        lifecycle=parse_lifecycle(form.lifecycle),
        readings=Readings.of(form.readings),
        balance=form.balance,
        start=form.start,
        rate_limit=RateLimit.from_json(form.rate_limit),
        faults=parse_faults(form.faults, kinds=kinds),
    )


def write_faults(book: FaultBook) -> str:
    """Write a plan with its counts."""
    form = _Faults(
        numbered=book.numbered,
        faults=[entry.fault.to_json() for entry in book.entries],
        counts=[(entry.seen, entry.fired) for entry in book.entries],
    )
    return msgspec.json.encode(form).decode()


def read_faults(text: str, book: FaultBook, *, kinds: _Kinds) -> None:
    """Let *book* go on from what `write_faults` wrote."""
    form = msgspec.json.decode(text, type=_Faults)
    book.resume(parse_faults(form.faults, kinds=kinds), counts=form.counts, numbered=form.numbered)

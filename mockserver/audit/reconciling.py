"""Why a charge may differ from the price: another tier, another reading, another unit, another length."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from contracts import disputes, load
from validator import Outcomes, Readings, judge_for

__all__ = ["explain", "is_explained_alike"]

_UC_PER_CREDIT = 10_000
_UNEXPLAINED = "not explained"


def explain(request: Mapping[str, Any], *, priced: Decimal | None, used: Decimal, readings: Readings) -> str:
    """Say what explains *used* credits for a request that costs *priced*, None if it is invalid; "" if they agree."""
    if priced is None:
        return "charged although it is invalid" if used else ""
    if used == priced:
        return ""
    if used == 0:
        return "not charged"
    return next((why for why, amount in _amounts(request, priced, readings) if amount == used), _UNEXPLAINED)


@lru_cache(maxsize=256)
def is_explained_alike(model: str, readings: Readings) -> bool:
    """Whether one explanation holds for all requests of *model* with the same outcome: other readings see no more."""
    mine = judge_for(model, readings).likeness
    return all(mine.implies(judge_for(model, other).likeness) for _, other in _others(model, readings))


def _amounts(request: Mapping[str, Any], priced: Decimal, readings: Readings) -> Iterator[tuple[str, Decimal]]:
    yield "charged in UC, of which 10000 are a credit", priced * _UC_PER_CREDIT
    yield "charged twice", priced * 2
    for name, other in _others(request["model"], readings):
        changed = _priced(request, other)
        if changed is not None and changed != priced:
            yield f"reading {name}", changed
    for tier in load(request["model"]).billing.tiers:
        amount = _priced({**request, **tier.when}, readings)
        if amount is not None:
            words = ", ".join(f"{name} {value}" for name, value in tier.when.items())
            yield f"tier {words}", amount
    yield from _lengths(request, readings)


@lru_cache(maxsize=256)
def _others(model: str, readings: Readings) -> tuple[tuple[str, Readings], ...]:
    """Return *readings* with each dispute of *model* read otherwise, and what that is called."""
    return tuple(
        (f"{dispute}={reading}", Readings.of({**readings.to_dict(), dispute: reading}))
        for dispute in sorted(load(model).disputes())
        for reading in disputes()[dispute].readings
    )


def _lengths(request: Mapping[str, Any], readings: Readings) -> Iterator[tuple[str, Decimal]]:
    """Yield what other lengths would cost."""
    length = load(request["model"]).billing.seconds
    named = next((one.parameter for one in length if one.parameter), None) if length else None
    if named is None:
        return
    for seconds in range(1, 16):
        amount = _priced({**request, named: seconds}, readings)
        if amount is not None:
            yield f"{seconds} seconds", amount


def _priced(request: Mapping[str, Any], readings: Readings) -> Decimal | None:
    return _outcomes(readings).of(request).credits


@lru_cache(maxsize=256)
def _outcomes(readings: Readings) -> Outcomes:
    """Remember prices from one request to the next."""
    return Outcomes(readings)

"""Why a charge may differ from the price: another tier, another reading, another unit, another length."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from contracts import disputes, load
from validator import QuoteError, Readings, quote

__all__ = ["explain"]

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


def _amounts(request: Mapping[str, Any], priced: Decimal, readings: Readings) -> Iterator[tuple[str, Decimal]]:
    yield "charged in UC, of which 10000 are a credit", priced * _UC_PER_CREDIT
    yield "charged twice", priced * 2
    contract = load(request["model"])
    for dispute in sorted(contract.disputes()):
        for reading in disputes()[dispute].readings:
            changed = _priced(request, Readings.of({**readings.to_dict(), dispute: reading}))
            if changed is not None and changed != priced:
                yield f"reading {dispute}={reading}", changed
    for tier in contract.billing.tiers:
        sent = {**request, **tier.when}
        other = _priced(sent, readings)
        if other is not None:
            words = ", ".join(f"{name} {value}" for name, value in tier.when.items())
            yield f"tier {words}", other
    yield from _lengths(request, readings)


def _lengths(request: Mapping[str, Any], readings: Readings) -> Iterator[tuple[str, Decimal]]:
    """Yield what other lengths would cost."""
    length = load(request["model"]).billing.seconds
    named = next((one.parameter for one in length if one.parameter), None) if length else None
    if named is None:
        return
    for seconds in range(1, 16):
        other = _priced({**request, named: seconds}, readings)
        if other is not None:
            yield f"{seconds} seconds", other


def _priced(request: Mapping[str, Any], readings: Readings) -> Decimal | None:
    try:
        return quote(request, readings=readings.to_dict()).credits
    except (QuoteError, ValueError, KeyError, TypeError):
        return None

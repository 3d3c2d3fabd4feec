"""``prices``: what a task reserves and uses, against our quote, for each rate of each model."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from contracts import load, model_names
from mockserver.evidence.clause import Clause, Sighting
from mockserver.evidence.recording import Recording, Sight
from mockserver.evidence.shape import is_type, reach
from validator import Quote, Readings, check, judge_for
from validator.path import get, steps
from validator.pricing import plain_number

__all__ = ["UC_PER_CREDIT", "Prices", "is_fixed", "is_priced"]

UC_PER_CREDIT = 10_000
_RESERVED = "usage.credits_reserved"
_USED = "usage.credits_used"


def is_fixed(model: str, readings: Readings) -> bool:
    """Whether the request alone decides the price; else the length of a video does, which only the gateway knows."""
    return load(model).billing.unit != "second" or judge_for(model, readings).card.length_parameter is not None


def is_priced(amount: object, price: Quote, *, fixed: bool) -> bool:
    """Whether *amount* is what *price* says, in either unit; of unknown seconds, a whole number of them at its rate."""
    if not isinstance(amount, int | Decimal):
        return False
    return any(_fits(one, price, fixed=fixed) for one in (Decimal(amount), Decimal(amount) / UC_PER_CREDIT))


def _fits(amount: Decimal, price: Quote, *, fixed: bool) -> bool:
    whole = not fixed and price.per_second is not None and amount > 0 and not amount % price.per_second
    return amount == price.credits or whole


class Prices:
    """Each rate of each model, and that what is used in the end is what was asked for."""

    title = "Prices"

    def clauses(self, readings: Readings) -> Iterator[Clause]:
        """Yield the clauses."""
        for model in model_names():
            billing, card = load(model).billing, judge_for(model, readings).card
            tiers = [tier for tier in billing.tiers if tier.only is None or tier.only.holds(readings)]
            for tier in tiers:
                options = tuple(tier.when[name] for name in billing.dimensions)
                rate = plain_number(card.per_second(options).credits)
                dispute = tier.only.dispute if tier.only else None
                at = f" at {_named(tier.when)}" if tier.when else ""
                says = f"{model} reserves {rate} credits a {billing.unit}{at}"
                yield Clause(_rate(model, tier.when), says, str(tier.source), tier.standing, dispute)
            says = f"a completed task of {model} has used the price of its request"
            yield Clause(f"used:{model}", says, str(billing.source), billing.standing)

    def sightings(self, recording: Recording, readings: Readings) -> Iterator[Sighting]:
        """Compare what each creation reserved, and what each task used whose request is in the recording."""
        for one in recording.of("create"):
            price = check(one.request, readings=readings).quote if one.good else None
            if price is not None:
                fixed, shown = is_fixed(one.request["model"], readings), Sight(one, "create", one.shown)
                yield from _figure(_rate_of(one.request, readings), _RESERVED, shown, price, fixed=fixed)
        for story in recording.tasks.values():
            price, ended = check(story.request, readings=readings).quote, story.ended()
            if price is not None and ended is not None and ended.status == "completed":
                model = story.request["model"]
                yield from _figure(f"used:{model}", _USED, ended, price, fixed=is_fixed(model, readings))


def _figure(clause: str, name: str, shown: Sight, price: Quote, *, fixed: bool) -> Iterator[Sighting]:
    for amount in reach(shown.task, name):
        if is_type(amount, "number"):
            holds = is_priced(amount, price, fixed=fixed)
            rate = plain_number(price.per_second or price.credits)
            wanted = plain_number(price.credits) if fixed else f"a whole number of seconds at {rate}"
            seen = "" if holds else f"{name} is {amount}; the quote is {wanted}"
            yield Sighting(clause=clause, exchange=shown.exchange, holds=holds, seen=seen)


def _rate_of(request: dict[str, Any], readings: Readings) -> str:
    contract, shape = load(request["model"]), judge_for(request["model"], readings).shape
    dimensions = contract.billing.dimensions
    return _rate(contract.model, {name: get(request, steps(name), shape.default(name)) for name in dimensions})


def _rate(model: str, options: Any) -> str:
    return f"rate:{model}" + (f"/{_named(options)}" if options else "")


def _named(options: Any) -> str:
    return ",".join(f"{name}={option}" for name, option in options.items())

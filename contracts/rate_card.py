"""Reads ``[billing]`` of a model file, and refuses a card with a gap or an overlap under any reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from contracts.billing import ROUNDINGS, Billing, Rate, Seconds, Tier
from contracts.context import Context
from contracts.parameter import Parameter
from contracts.table import Table

__all__ = ["read_billing"]


def read_billing(table: Table, context: Context, parameters: Mapping[str, Parameter]) -> Billing:
    """Read ``[billing]``; its tiers cover each combination of options exactly once, under every reading."""
    minimum = table.value("minimum_seconds", int, default=0)
    bases = tuple(_rates(table, "bases", "credits", context))
    billing = Billing(
        unit=table.text("unit", options=("second", "call")),
        bases=bases or (Rate(table.positive("base"), context.standing, context.source(table)),),
        minimum_seconds=minimum,
        dimensions=table.texts("dimensions"),
        seconds=tuple(_seconds(table, context)),
        rates=tuple(_rates(table, "rates", "credits_per_usd", context)),
        tiers=tuple(_tiers(table, context)),
        standing=context.standing,
        source=context.source(table),
        minimum_source=context.source(table, "minimum_source") if minimum else None,
    )
    table.close()
    _refuse_strangers(table, billing, parameters)
    for chosen in _relevant_readings(billing, context, parameters):
        _refuse_gaps(table, billing, _options(billing, context, parameters, chosen), chosen)
    return billing


def _rates(table: Table, key: str, figure: str, context: Context) -> Iterator[Rate]:
    for inner in table.tables(key):
        yield Rate(
            inner.positive(figure),
            context.standing_of(inner),
            context.source(inner),
            context.only(inner),
        )
        inner.close()


def _tiers(table: Table, context: Context) -> Iterator[Tier]:
    for inner in table.tables("tiers"):
        yield Tier(
            when=inner.value("when", dict),
            multiplier=inner.positive("multiplier"),
            standing=context.standing_of(inner),
            source=context.source(inner),
            only=context.only(inner),
        )
        inner.close()


def _seconds(table: Table, context: Context) -> Iterator[Seconds]:
    single = isinstance(table.value("seconds", (dict, list), default=[]), dict)
    for inner in [table.table("seconds")] if single else table.tables("seconds"):
        inner.value("source", dict, default={})
        seconds = Seconds(
            parameter=inner.text("parameter", default=None),
            input_parameter=inner.text("input_parameter", default=None),
            output_rounding=inner.text("output_rounding", options=ROUNDINGS, default=None),
            input_rounding=inner.text("input_rounding", options=ROUNDINGS, default=None),
            assumed=inner.value("assumed", int, default=None),
            source=context.source(inner) if "source" in inner or "assumed" in inner else None,
            only=context.only(inner),
        )
        if (seconds.parameter is None) == (seconds.assumed is None):
            inner.refuse("needs either `parameter` or `assumed`")
        inner.close()
        yield seconds


def _refuse_strangers(table: Table, billing: Billing, parameters: Mapping[str, Parameter]) -> None:
    for name in billing.dimensions:
        if name not in parameters or not parameters[name].enum or parameters[name].only:
            table.refuse(f"{name!r} is no parameter with options under every reading", "dimensions")
    for seconds in billing.seconds:
        for named in (seconds.parameter, seconds.input_parameter):
            if named is not None and named not in parameters:
                table.refuse(f"{named!r} is no parameter of this model", "seconds")
    for tier in billing.tiers:
        if set(tier.when) != set(billing.dimensions):
            dimensions = ", ".join(billing.dimensions) or "none"
            table.refuse(f"a tier is for {_terms(tier.when)}; the dimensions are {dimensions}", "tiers")


def _relevant_readings(
    billing: Billing, context: Context, parameters: Mapping[str, Parameter]
) -> Iterator[dict[str, str]]:
    """Yield every combination of the readings that the card or its dimensions hang on."""
    variants = [variant for name in billing.dimensions for variant in parameters[name].variants]
    names = sorted({only.dispute for only in (*billing.onlys(), *(one.only for one in variants))})
    for chosen in product(*(context.disputes[name].readings for name in names)):
        yield dict(zip(names, chosen, strict=True))


def _options(
    billing: Billing,
    context: Context,
    parameters: Mapping[str, Parameter],
    chosen: Mapping[str, str],
) -> list[dict[str, str]]:
    """List every combination of options that a request may choose under the readings *chosen*."""
    readings = {name: dispute.default for name, dispute in context.disputes.items()} | dict(chosen)
    resolved = [parameters[name].under(readings) for name in billing.dimensions]
    combinations = product(*(parameter.enum for parameter in resolved if parameter is not None))
    return [dict(zip(billing.dimensions, options, strict=True)) for options in combinations]


def _refuse_gaps(
    table: Table, billing: Billing, options: Sequence[Mapping[str, str]], chosen: Mapping[str, str]
) -> None:
    under = f" under {_terms(chosen)}" if chosen else ""
    wanted_seconds = 1 if billing.unit == "second" else 0
    for key, entries, wanted in (
        ("base", billing.bases, 1),
        ("rates", billing.rates, 1),
        ("seconds", billing.seconds, wanted_seconds),
    ):
        count = sum(1 for entry in entries if entry.only is None or entry.only.holds(chosen))
        if count != wanted:
            table.refuse(f"{count} entries hold{under}; it must be {wanted}", key)
    holding = [tier.when for tier in billing.tiers if tier.only is None or tier.only.holds(chosen)]
    for combination in options:
        count = holding.count(combination)
        if count != 1:
            table.refuse(f"{count} tiers cover {_terms(combination)}{under}; it must be one", "tiers")
    for when in holding:
        if when not in options:
            table.refuse(f"a tier is for {_terms(when)}, which no request can ask{under}", "tiers")


def _terms(terms: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={value}" for name, value in terms.items()) or "everything"

"""What a model costs, as the contract states it: base rate, tiers, seconds, minimum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from contracts.dispute import Dispute, Only, read_only
from contracts.parameter import Parameter
from contracts.source import STANDINGS, Source, Sources, read_source
from contracts.table import Table

__all__ = ["ROUNDINGS", "Billing", "Rate", "Seconds", "Tier", "read_billing"]

ROUNDINGS = ("half-up", "up")


@dataclass(frozen=True, slots=True)
class Tier:
    """The multiplier of the base rate for one combination of options."""

    when: Mapping[str, str]
    multiplier: Decimal
    standing: str
    source: Source
    only: Only | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """One figure that a reading chooses: credits per US dollar, or a base rate in credits."""

    value: Decimal
    standing: str
    source: Source
    only: Only | None = None


@dataclass(frozen=True, slots=True)
class Seconds:
    """
    Where the billed seconds come from.

    `parameter` names the request parameter that says them; otherwise they come from the output video once known, else from the input
    video, each rounded as said (None: that length is not used), else they are `assumed`.
    """

    parameter: str | None = None
    input_parameter: str | None = None
    output_rounding: str | None = None
    input_rounding: str | None = None
    assumed: int | None = None
    source: Source | None = None
    only: Only | None = None


@dataclass(frozen=True, slots=True)
class Billing:
    """The rate card of one model; `unit` is second or call, `base` is in credits per unit."""

    unit: str
    bases: tuple[Rate, ...]
    minimum_seconds: int
    dimensions: tuple[str, ...]
    seconds: tuple[Seconds, ...]
    rates: tuple[Rate, ...]
    tiers: tuple[Tier, ...]
    standing: str
    source: Source
    minimum_source: Source | None


def read_billing(
    table: Table, sources: Sources, disputes: Mapping[str, Dispute], *, parameters: Mapping[str, Parameter], standing: str
) -> Billing:
    """Read ``[billing]``; its tiers must cover each combination of options exactly once, under every reading."""
    minimum = table.value("minimum_seconds", int, default=0)
    billing = Billing(
        unit=table.text("unit", options=("second", "call")),
        bases=tuple(_rates(table, "bases", "credits", sources, disputes, standing)) or (_base(table, sources, standing),),
        minimum_seconds=minimum,
        dimensions=table.texts("dimensions"),
        seconds=_seconds(table, sources, disputes),
        rates=tuple(_rates(table, "rates", "credits_per_usd", sources, disputes, standing)),
        tiers=tuple(_tiers(table, sources, disputes, standing)),
        standing=standing,
        source=read_source(table, sources),
        minimum_source=read_source(table, sources, "minimum_source") if minimum else None,
    )
    for name in billing.dimensions:
        if name not in parameters or not parameters[name].enum:
            table.refuse(f"{name!r} is no parameter with options", "dimensions")
    for seconds in billing.seconds:
        for named in (seconds.parameter, seconds.input_parameter):
            if named is not None and named not in parameters:
                table.refuse(f"{named!r} is no parameter of this model", "seconds")
    table.close()
    for readings in _relevant_readings(billing, parameters, disputes):
        _refuse_gaps(table, billing, parameters, readings)
    return billing


def _base(table: Table, sources: Sources, standing: str) -> Rate:
    return Rate(table.number("base"), standing, read_source(table, sources))


def _rates(
    table: Table, key: str, figure: str, sources: Sources, disputes: Mapping[str, Dispute], standing: str
) -> Iterator[Rate]:
    for inner in table.tables(key):
        value = inner.number(figure)
        if value <= 0:
            inner.refuse("must be above zero", figure)
        yield Rate(value, inner.text("standing", options=STANDINGS, default=standing), read_source(inner, sources), read_only(inner, disputes))
        inner.close()


def _tiers(table: Table, sources: Sources, disputes: Mapping[str, Dispute], standing: str) -> Iterator[Tier]:
    for inner in table.tables("tiers"):
        yield Tier(
            when=inner.value("when", dict),
            multiplier=inner.number("multiplier"),
            standing=inner.text("standing", options=STANDINGS, default=standing),
            source=read_source(inner, sources),
            only=read_only(inner, disputes),
        )
        inner.close()


def _seconds(table: Table, sources: Sources, disputes: Mapping[str, Dispute]) -> tuple[Seconds, ...]:
    found = table.value("seconds", (dict, list), default=[])
    tables = [found] if isinstance(found, dict) else found
    return tuple(_seconds_one(Table(data, file=table.file, name=f"{table.name}.seconds"), sources, disputes) for data in tables)


def _seconds_one(inner: Table, sources: Sources, disputes: Mapping[str, Dispute]) -> Seconds:
    seconds = Seconds(
        parameter=inner.text("parameter", default=None),
        input_parameter=inner.text("input_parameter", default=None),
        output_rounding=inner.text("output_rounding", options=ROUNDINGS, default=None),
        input_rounding=inner.text("input_rounding", options=ROUNDINGS, default=None),
        assumed=inner.value("assumed", int, default=None),
        source=read_source(inner, sources) if "source" in inner else None,
        only=read_only(inner, disputes),
    )
    inner.value("source", dict, default=None)
    if (seconds.parameter is None) == (seconds.assumed is None):
        inner.refuse("needs either `parameter` or `assumed`")
    inner.close()
    return seconds


def _relevant_readings(
    billing: Billing, parameters: Mapping[str, Parameter], disputes: Mapping[str, Dispute]
) -> Iterator[dict[str, str]]:
    """Yield every combination of the readings that the card or its dimensions hang on."""
    onlys = [one.only for one in (*billing.tiers, *billing.rates, *billing.bases, *billing.seconds) if one.only]
    onlys += [variant.only for name in billing.dimensions for variant in parameters[name].variants]
    names = sorted({only.dispute for only in onlys})
    for chosen in product(*(disputes[name].readings for name in names)):
        yield {name: dispute.default for name, dispute in disputes.items()} | dict(zip(names, chosen, strict=True))


def _refuse_gaps(table: Table, billing: Billing, parameters: Mapping[str, Parameter], readings: Mapping[str, str]) -> None:
    for key, many in (("base", billing.bases), ("rates", billing.rates), ("seconds", billing.seconds)):
        holding = [one for one in many if one.only is None or one.only.holds(readings)]
        if len(holding) != 1 and not (key == "seconds" and billing.unit == "call"):
            table.refuse(f"{len(holding)} entries hold under {_only_changed(readings)}; it must be one", key)
    options = []
    for name in billing.dimensions:
        resolved = parameters[name].under(readings)
        options.append(resolved.enum if resolved else ())
    for combination in product(*options):
        wanted = dict(zip(billing.dimensions, combination, strict=True))
        count = sum(1 for tier in billing.tiers if tier.when == wanted and (tier.only is None or tier.only.holds(readings)))
        if count != 1:
            table.refuse(f"{count} tiers cover {wanted}; it must be one (readings: {_only_changed(readings)})", "tiers")
    for tier in billing.tiers:
        if set(tier.when) != set(billing.dimensions):
            table.refuse(f"a tier is for {sorted(tier.when)}, the dimensions are {list(billing.dimensions)}", "tiers")


def _only_changed(readings: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={reading}" for name, reading in readings.items())

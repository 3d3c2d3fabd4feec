"""``klingmock contract show``: show one contract, whole."""

from collections.abc import Iterator
from importlib.resources import files

import click

from contracts import Contract, load
from mockserver.cli.contract.describe import one_line, readings_note
from mockserver.cli.output import format_option, readings_of, write_json
from mockserver.cli.setting import reading_option
from validator import Judge, judge_for
from validator.derive.examples import describe
from validator.derive.plain import as_data, limits
from validator.pricing import plain_number

__all__ = ["show", "toml_of"]


@click.command()
@click.argument("model")
@format_option("text", "json", "toml")
@reading_option
def show(model: str, form: str, reading: tuple[str, ...]) -> None:
    """
    Show the contract of MODEL: parameters, rules, prices, with their sources.

    As text it is shown under the readings chosen; json and toml show it as it is written, with every
    reading.
    """
    contract = load(model)
    if form == "json":
        write_json(as_data(contract))
    elif form == "toml":
        click.echo(toml_of(model), nl=False)
    else:
        readings = readings_of(reading)
        for line in _text(contract, judge_for(model, readings)):
            click.echo(line)
        click.echo(f"Shown under {readings_note(readings)}.", err=True)


def toml_of(model: str) -> str:
    """Return the contract as it is written."""
    return (files("contracts") / "models" / f"{model}.toml").read_text(encoding="utf-8")


def _text(contract: Contract, judge: Judge) -> Iterator[str]:
    yield f"{contract.title} ({contract.model}), {contract.standing}"
    yield contract.summary
    yield ""
    yield "Parameters"
    for parameter in judge.shape.parameters.values():
        hangs = f"; disputed: {parameter.dispute}" if parameter.dispute else ""
        yield f"  {parameter.name}: {limits(parameter)}"
        yield f"      {parameter.summary} [{parameter.source}{hangs}]"
    yield ""
    yield "Rules"
    for one in judge.rules:
        hangs = f"; disputed: {one.rule.dispute}" if one.rule.dispute else ""
        yield f"  {one.id} ({one.severity})"
        yield f"      {one_line(describe(one))} [{one.rule.source}{hangs}]"
    yield ""
    yield from _prices(contract, judge)


def _prices(contract: Contract, judge: Judge) -> Iterator[str]:
    billing = contract.billing
    readings = judge.shape.readings
    base = next(one for one in billing.bases if one.only is None or one.only.holds(readings))
    rate = next(one for one in billing.rates if one.only is None or one.only.holds(readings))
    unit = "a second" if billing.unit == "second" else "a call"
    yield f"Prices ({plain_number(base.value)} credits {unit} [{base.source}],"
    yield f"  {plain_number(rate.value)} credits per dollar [{rate.source}])"
    for tier in billing.tiers:
        if tier.only is None or tier.only.holds(readings):
            options = ", ".join(f"{name} {value}" for name, value in tier.when.items()) or "always"
            times = plain_number(tier.multiplier)
            total = plain_number(base.value * tier.multiplier)
            yield f"  {options}: x {times} = {total} credits {unit} [{tier.source}]"

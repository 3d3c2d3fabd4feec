"""``klingmock contract diff``: compare two models, and say what they do not share."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from contracts import Contract, Tier, load
from mockserver.cli.contract.describe import as_data, one_line
from mockserver.cli.output import format_option, write_json

__all__ = ["diff"]

# What is said about a thing, not what the thing is.
_ABOUT = {"source", "standing", "summary", "example", "name", "id", "minimum_source"}

_Section = dict[str, dict[str, Any]]


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@format_option()
def diff(first: str, second: str, form: str) -> None:
    """Say what only one of the models A and B has, and what differs in what both have."""
    sections = _sections(load(first)), _sections(load(second))
    found = {name: _difference(sections[0][name], sections[1][name]) for name in sections[0]}
    if form == "json":
        write_json({"a": first, "b": second, **found})
        return
    for name, section in found.items():
        lines = list(_lines(section, first, second))
        if lines:
            click.echo(f"{name}")
            click.echo("\n".join(lines))
    if not any(any(section.values()) for section in found.values()):
        click.echo("no difference")


def _sections(contract: Contract) -> dict[str, _Section]:
    return {
        "parameters": {name: _facts(one) for name, one in contract.parameters.items() if name != "model"},
        "rules": {
            one.id.removeprefix(f"{contract.prefix}/"): _facts(one, prefix=contract.prefix) for one in contract.rules
        },
        "prices": {
            "card": _facts(contract.billing) | {"tiers": None},
            **{_tier_name(tier): {"multiplier": as_data(tier.multiplier)} for tier in contract.billing.tiers},
        },
        "task": {"task": _facts(contract.task)},
        "response": {one.name: _facts(one) for one in contract.response},
    }


def _facts(value: Any, *, prefix: str = "") -> dict[str, Any]:
    """Return what a value is, without where that stands; rule ids inside lose the model's prefix."""
    data = _stripped(as_data(value), prefix)
    return {key: member for key, member in data.items() if key not in _ABOUT}


def _stripped(data: Any, prefix: str) -> Any:
    if isinstance(data, Mapping):
        return {key: _stripped(member, prefix) for key, member in data.items() if key != "source"}
    if isinstance(data, list):
        return [_stripped(item, prefix) for item in data]
    return data.removeprefix(f"{prefix}/") if prefix and isinstance(data, str) else data


def _tier_name(tier: Tier) -> str:
    options = ", ".join(f"{name} {value}" for name, value in tier.when.items()) or "always"
    only = tier.only
    return options + (f" (under {only.dispute}={only.reading})" if only else "")


def _difference(a: _Section, b: _Section) -> dict[str, Any]:
    changed = {
        name: {
            key: {"a": a[name].get(key), "b": b[name].get(key)}
            for key in sorted({*a[name], *b[name]})
            if a[name].get(key) != b[name].get(key)
        }
        for name in a
        if name in b
    }
    return {
        "only_a": [name for name in a if name not in b],
        "only_b": [name for name in b if name not in a],
        "differ": {name: keys for name, keys in changed.items() if keys},
    }


def _lines(section: Mapping[str, Any], first: str, second: str) -> Iterator[str]:
    for model, names in ((first, section["only_a"]), (second, section["only_b"])):
        yield from (f"  only {model}: {one_line(name)}" for name in names)
    for name, keys in section["differ"].items():
        for key, values in keys.items():
            yield f"  {one_line(name)}: {key} {_shown(values['a'])} | {_shown(values['b'])}"


def _shown(value: Any) -> str:
    return "-" if value is None else one_line(value)

"""``klingmock contract diff``: compare two models, and say what they do not share."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from contracts import load
from mockserver.cli.contract.describe import one_line
from mockserver.cli.output import format_option, write_json
from validator.derive.difference import difference

__all__ = ["diff"]


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@format_option()
def diff(first: str, second: str, form: str) -> None:
    """Say what only one of the models A and B has, and what differs in what both have."""
    found = difference(load(first), load(second))
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


def _lines(section: Mapping[str, Any], first: str, second: str) -> Iterator[str]:
    for model, names in ((first, section["only_a"]), (second, section["only_b"])):
        yield from (f"  only {model}: {one_line(name)}" for name in names)
    for name, keys in section["differ"].items():
        for key, values in keys.items():
            yield f"  {one_line(name)}: {key} {_shown(values['a'])} | {_shown(values['b'])}"


def _shown(value: Any) -> str:
    return "-" if value is None else one_line(value)

"""``klingmock explain``: explain a rule, a dispute or an error code, with examples."""

import json
from collections.abc import Iterable

import click

from mockserver.cli.output import format_option, readings_of, write_json
from mockserver.cli.printable import printable
from mockserver.cli.program import CommandError
from mockserver.cli.setting import reading_option
from validator.derive.explanations import Explanation, explanation, known
from validator.errors import nearest

__all__ = ["explain"]


@click.command()
@click.argument("name", metavar="RULE")
@format_option()
@reading_option
def explain(name: str, form: str, reading: tuple[str, ...]) -> None:
    """
    Explain RULE: the id of a rule or a dispute, or an error code of a task or an answer.

    Says the rule in a sentence, where it stands, what it hangs on, and shows a request that keeps it
    and one that breaks only it.
    """
    readings = readings_of(reading)
    found = explanation(name, readings)
    if not found:
        raise CommandError(f"{printable(name)!r} is nothing that is known here; {_hint(name)}")
    if form == "json":
        write_json([one.to_dict() for one in found])
        return
    for one in found:
        click.echo("\n".join(_text(one)))


def _hint(name: str) -> str:
    near = nearest(name, known())
    return near if near.startswith("did") else "`klingmock contract show MODEL` lists a model's rules"


def _text(one: Explanation) -> Iterable[str]:
    yield f"{one.name} ({one.kind})"
    yield f"  {one.sentence}"
    for label, value in one.facts:
        yield f"  {label}: {value}"
    for label, request in one.examples:
        yield f"  {label}:"
        yield f"    {json.dumps(request)}"

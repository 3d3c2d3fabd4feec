"""``klingmock price``: price a request, with a receipt that explains every line."""

import os
from typing import Any

import click

from contracts import model_names
from mockserver.cli.assignment import assign
from mockserver.cli.judged import not_json
from mockserver.cli.output import format_option, readings_of, write_json
from mockserver.cli.printable import printable
from mockserver.cli.program import CommandError
from mockserver.cli.receipt import receipt
from mockserver.cli.request_file import BadJson, Located, read_requests
from mockserver.cli.setting import reading_option
from validator import QuoteError, Readings, Violation, quote
from validator.errors import nearest

__all__ = ["price"]


@click.command()
@click.argument("subject", metavar="FILE|MODEL")
@click.option(
    "--set",
    "words",
    metavar="NAME=VALUE",
    multiple=True,
    help="Set a parameter, such as duration=8 or model_params.multi_shot=true; repeatable.",
)
@format_option()
@reading_option
@click.pass_context
def price(
    context: click.Context,
    subject: str,
    words: tuple[str, ...],
    form: str,
    reading: tuple[str, ...],
) -> None:
    """
    Price the requests in a FILE ("-" is stdin), or one of MODEL with what is --set.

    Only what the price depends on must be there: the rest of a request may be missing. Exits with 1
    when there is no price.
    """
    readings = readings_of(reading)
    found = _requests(subject)
    for one in found:
        if words and isinstance(one.value, dict):
            assign(one.value, words)
    priced = [_price(one, readings=readings) for one in found]
    if form == "json":
        values = [value for value, _ in priced]
        write_json(values[0] if found[0].alone else values)
    else:
        for one, (_, lines) in zip(found, priced, strict=True):
            if not one.alone:
                click.echo(f"{printable(one.file)}:{one.line}:")
            click.echo("\n".join(lines))
    context.exit(any("errors" in value for value, _ in priced))


def _requests(subject: str) -> tuple[Located, ...]:
    if subject in model_names():
        return (Located("", 1, {"model": subject}, alone=True),)
    if subject == "-" or os.path.exists(subject):  # noqa: PTH110 - a name that is too long is no file, not an error
        return read_requests(subject)
    raise CommandError(f"{subject!r} is neither a file nor a model; {nearest(subject, model_names())}")


def _price(one: Located, *, readings: Readings) -> tuple[dict[str, Any], list[str]]:
    """Return the price as JSON and as lines; JSON with ``errors`` when there is none."""
    if isinstance(one.value, BadJson):
        return _refusal((not_json(one.value),))
    try:
        cost = quote(one.value, readings=readings)
    except QuoteError as error:
        return _refusal(error.violations)
    model = one.value["model"]
    lines = [model, *receipt(cost, readings=readings)]
    return {"model": model, **cost.to_dict()}, lines


def _refusal(wrong: tuple[Violation, ...]) -> tuple[dict[str, Any], list[str]]:
    return {"errors": [violation.to_dict() for violation in wrong]}, [*map(_explain, wrong)]


def _explain(violation: Violation) -> str:
    hangs = f"; disputed: {violation.dispute}" if violation.dispute else ""
    return f"error {printable(str(violation))} ({violation.source}{hangs})"

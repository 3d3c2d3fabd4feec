"""``klingmock calls verify``: say whether it was called as expected, and which calls came nearest if not."""

import json
import sys
from typing import Any

import click

from mockserver.cli.calls.verdict import verdict_lines
from mockserver.cli.output import format_option, write_json
from mockserver.cli.program import CommandError
from mockserver.cli.server_options import with_client
from mockserver.client import Client
from mockserver.core.matching import describe_operators

__all__ = ["verify"]

_UNMET = 1


@click.command(epilog=f"Operators: {'; '.join(describe_operators())}.")
@click.argument("question", metavar="JSON")
@click.option("--exactly", type=click.IntRange(0), metavar="NUMBER", help="So many such calls.")
@click.option("--at-least", type=click.IntRange(0), metavar="NUMBER", help="So many or more; 1 unless said.")
@click.option("--at-most", type=click.IntRange(0), metavar="NUMBER", help="So many or fewer.")
@click.option("--after", type=click.IntRange(0), metavar="NUMBER", help="Only calls with a higher number.")
@format_option()
@with_client
def verify(client: Client, question: str, form: str, after: int | None, **count: int | None) -> None:
    """
    Say whether it was called as expected; if not, show the nearest calls and exit with 1.

    JSON is what a call is expected to have, such as '{"operation": "create", "body": {"duration": 10}}', or an array
    of such objects, which calls are to meet one after the other; - reads it from standard input.
    """
    numbers = {name: number for name, number in count.items() if number is not None}
    expected = _read(question)
    if isinstance(expected, dict):
        verdict = client.verify(expected, count=numbers or None, after=after)
    elif numbers:
        raise CommandError("calls in order are not counted: leave the number out")
    else:
        verdict = client.verify(in_order=expected, after=after)
    if form == "json":
        write_json(verdict)
    else:
        click.echo("\n".join(verdict_lines(verdict)))
    if not verdict["met"]:
        click.get_current_context().exit(_UNMET)


def _read(text: str) -> dict[str, Any] | list[Any]:
    if text == "-":
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"what is expected is no JSON: {error}") from error
    if not isinstance(value, dict | list):
        raise CommandError("what is expected is an object, or an array of objects")
    return value

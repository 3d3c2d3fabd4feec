"""``klingmock calls list``: show the journal of a world, page by page, or as it grows."""

import json
from collections.abc import Callable
from itertools import islice
from threading import Event
from typing import Any

import click

from mockserver.cli.calls.archive import archive
from mockserver.cli.calls.follow import follow
from mockserver.cli.calls.line import call_line
from mockserver.cli.output import format_option, write_json
from mockserver.cli.program import CommandError
from mockserver.cli.server_options import with_client
from mockserver.client import Client, JsonObject

__all__ = ["list_", "pause"]

_PAUSE_SECONDS = 0.5

_Tell = Callable[[JsonObject], None]


def pause() -> None:
    """Wait a moment before the server is asked again."""
    Event().wait(_PAUSE_SECONDS)


@click.command("list")
@click.option("--operation", metavar="NAME", help="create, query, list, batch, credits, models ...")
@click.option("--status", metavar="NUMBER", help="HTTP status of the answer, or a class such as 4xx.")
@click.option("--task", metavar="ID", help="Task id.")
@click.option("--rule", metavar="ID", help="A rule that the request broke.")
@click.option("--fault", metavar="NAME", help="Id or kind of a fault that met the call.")
@click.option("--text", metavar="TEXT", help="Text in the body of the request or the answer.")
@click.option("--after", type=click.IntRange(0), metavar="NUMBER", help="Only calls with a higher number.")
@click.option("--before", type=click.IntRange(0), metavar="NUMBER", help="Only calls with a lower number.")
@click.option("--since", metavar="INSTANT", help="Only calls from this instant of the world on.")
@click.option("--until", metavar="INSTANT", help="Only calls before this instant of the world.")
@click.option("--newest", "order", flag_value="newest", help="The newest first.")
@click.option("--limit", type=click.IntRange(0), metavar="NUMBER", help="So many calls at most.")
@click.option("--follow", "follows", is_flag=True, help="Go on with calls as they come, until Ctrl-C.")
@click.option("-v", "--verbose", is_flag=True, help="Tell notes too.")
@format_option("text", "json", "jsonl", "har")
@with_client
def list_(client: Client, form: str, *, limit: int | None, follows: bool, verbose: bool, **filters: Any) -> None:
    """List the calls, oldest first."""
    tell = _teller(form, verbose=verbose)
    if follows:
        if tell is None or filters["order"] or limit is not None:
            raise CommandError("--follow goes with --format text or jsonl, and without --newest and --limit")
        follow(client, filters, tell=tell, wait=pause)
    elif form == "har":
        write_json(archive(client, filters, limit=limit))
    elif tell is None:
        write_json(list(islice(client.every_call(**filters), limit)))
    else:
        for call in islice(client.every_call(**filters), limit):
            tell(call)


def _teller(form: str, *, verbose: bool) -> _Tell | None:
    """Return a function that tells a call; None where all are told at once."""
    tellers: dict[str, _Tell] = {
        "text": lambda call: click.echo(call_line(call, verbose=verbose)),
        "jsonl": lambda call: click.echo(json.dumps(call)),
    }
    return tellers.get(form)

"""``klingmock calls``: show the journal of a world: every call and its answer."""

import json
from typing import Any

import click

from mockserver.cli.output import format_option, write_json
from mockserver.cli.printable import printable
from mockserver.cli.server_options import with_client
from mockserver.client import Client

__all__ = ["calls"]


@click.command()
@click.option("--operation", metavar="NAME", help="create, query, list, batch, credits, models ...")
@click.option("--status", type=int, metavar="NUMBER", help="HTTP status of the answer.")
@click.option("--task", metavar="ID", help="Task id.")
@click.option("--rule", metavar="ID", help="A rule that the request broke.")
@click.option("-v", "--verbose", is_flag=True, help="Tell notes too.")
@format_option("text", "json", "jsonl")
@with_client
def calls(client: Client, form: str, *, verbose: bool, **filters: str | int | None) -> None:
    """Show the calls that a running server answered, oldest first."""
    answer = client.calls(**filters)
    if form == "json":
        write_json(answer["calls"])
        return
    for entry in answer["calls"]:
        click.echo(json.dumps(entry) if form == "jsonl" else _line(entry, verbose=verbose))
    if answer["found"] > len(answer["calls"]):
        click.echo(f"{answer['found']} calls fit; the first are shown", err=True)


def _line(entry: dict[str, Any], *, verbose: bool) -> str:
    query = f"?{entry['query']}" if entry["query"] else ""
    words = [
        f"{entry['number']:>5}  {entry['at']}  {entry['status']}",
        f"{entry['method']} {entry['path']}{query}",
        *([entry["task"]] if entry["task"] else []),
        *([f"{entry['price']} credits"] if entry["price"] else []),
        *(["replayed"] if entry["replayed"] else []),
        *entry["rules"],
        *(f"({note})" for note in entry["notes"] if verbose),
    ]
    return printable("  ".join(words))

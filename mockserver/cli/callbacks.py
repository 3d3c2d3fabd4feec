"""``klingmock callbacks``: list the callbacks of a world, and deliver one again."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import click

from mockserver.cli.default_group import DefaultGroup
from mockserver.cli.output import format_option, write_json
from mockserver.cli.printable import printable
from mockserver.cli.program import CommandError
from mockserver.cli.server_options import with_client
from mockserver.client import Client, RefusedError
from mockserver.core.span import SpanError, parse_span

__all__ = ["callbacks", "list_", "redeliver"]


@click.group(cls=DefaultGroup, default="list")
def callbacks() -> None:
    """Show callbacks with every attempt, and deliver one again; without a command: list."""


@callbacks.command("list")
@click.option("--task", metavar="ID", help="Task id.")
@click.option("--state", metavar="STATE", help="waiting, sending, delivered, recorded or given-up.")
@click.option("--wait", metavar="SPAN", help="Wait so long, in real time, until there are some; such as 10s.")
@click.option("--count", metavar="NUMBER", type=click.IntRange(1), default=1, help="How many to wait for. [default: 1]")
@format_option()
@with_client
def list_(client: Client, wait: str | None, count: int, form: str, **filters: str | None) -> None:
    """
    List the deliveries in the order in which they fell due.

    With --wait, those that have come by then: delivered or recorded, unless --state says otherwise. When too few come,
    the exit code is 1, and what came nearest is said.
    """
    if wait is None:
        found = list(client.every_callback(**filters))
    else:
        found = _wait(client, count=count, within=_span(wait), **filters)
    if form == "json":
        write_json(found)
        return
    for delivery in found:
        _print(delivery)


def _wait(client: Client, **wanted: Any) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = client.wait_for_callback(**wanted)["callbacks"]
    except RefusedError as error:
        if error.status != HTTPStatus.CONFLICT:
            raise
        click.echo("The callbacks did not come. Nearest:", err=True)
        for _, said in error.errors:
            click.echo(f"    {printable(said)}", err=True)
        raise click.exceptions.Exit(1) from None
    return found


def _span(text: str) -> timedelta:
    try:
        return parse_span(text)
    except SpanError as error:
        raise CommandError(f"--wait: {error}") from error


@callbacks.command()
@click.argument("delivery", metavar="ID")
@format_option()
@with_client
def redeliver(client: Client, delivery: str, form: str) -> None:
    """Attempt the delivery ID once more, whatever became of it."""
    answer = client.redeliver(delivery)
    if form == "json":
        write_json(answer)
    else:
        _print(answer)


def _print(delivery: dict[str, Any]) -> None:
    waits = f", next at {delivery['next_at']}" if delivery["next_at"] else ""
    to = printable(delivery["url"])
    click.echo(f"{delivery['id']}  {delivery['task']}  {delivery['state']}{waits}  {to}")
    for attempt in delivery["attempts"]:
        words = [attempt["at"], attempt["outcome"]]
        words += [str(attempt[key]) for key in ("status", "error") if attempt[key] is not None]
        words += [f"({word})" for word in ("redelivery", "duplicate") if attempt[word]]
        words += [f"[{fault}]" for fault in attempt["faults"]]
        click.echo(f"    {printable('  '.join(words))}")

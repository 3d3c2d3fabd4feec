"""``klingmock callbacks``: list the callbacks of a world, and deliver one again."""

from typing import Any

import click

from mockserver.cli.default_group import DefaultGroup
from mockserver.cli.output import format_option, write_json
from mockserver.cli.printable import printable
from mockserver.cli.server_options import with_client
from mockserver.client import Client

__all__ = ["callbacks", "list_", "redeliver"]


@click.group(cls=DefaultGroup, default="list")
def callbacks() -> None:
    """Show callbacks with every attempt, and deliver one again; without a command: list."""


@callbacks.command("list")
@click.option("--task", metavar="ID", help="Task id.")
@click.option("--state", metavar="STATE", help="waiting, sending, delivered, recorded or given-up.")
@format_option()
@with_client
def list_(client: Client, task: str | None, state: str | None, form: str) -> None:
    """List the deliveries in the order in which they fell due."""
    found = client.callbacks(task=task, state=state)["callbacks"]
    if form == "json":
        write_json(found)
        return
    for delivery in found:
        _print(delivery)


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
        words += ["(redelivery)"] if attempt["redelivery"] else []
        click.echo(f"    {printable('  '.join(words))}")

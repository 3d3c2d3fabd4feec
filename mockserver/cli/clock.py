"""``klingmock clock``: show and move the clock of a world."""

from typing import Any

import click

from mockserver.cli.default_group import DefaultGroup
from mockserver.cli.output import format_option, write_json
from mockserver.cli.server_options import with_client
from mockserver.client import Client

__all__ = ["advance", "clock", "run", "show"]


@click.group(cls=DefaultGroup, default="show")
def clock() -> None:
    """Show and move the clock of a world on a running server; without a command: show."""


@clock.command()
@format_option()
@with_client
def show(client: Client, form: str) -> None:
    """Say what time it is, and when something falls due next."""
    _print(client.clock(), form)


@clock.command()
@click.argument("span")
@format_option()
@with_client
def advance(client: Client, span: str, form: str) -> None:
    """Move the clock on by SPAN, such as 90s, 5m or 24h; what falls due happens on the way."""
    _print(client.advance(span), form)


@clock.command()
@format_option()
@with_client
def run(client: Client, form: str) -> None:
    """Move the clock on until nothing is due."""
    _print(client.run(), form)


def _print(answer: dict[str, Any], form: str) -> None:
    if form == "json":
        write_json(answer)
        return
    before = f"{answer['from']} -> " if "from" in answer else ""
    due = answer["next_due"]
    click.echo(f"{before}{answer['now']} ({answer['clock']})")
    click.echo(f"next due: {due}" if due else "nothing is due")
    for task in answer.get("unfinished", ()):
        click.echo(f"{task} never ends, or waits for polls")

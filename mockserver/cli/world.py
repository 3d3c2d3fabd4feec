"""``klingmock world``: show, change and reset a world."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import click

from mockserver.cli.default_group import DefaultGroup
from mockserver.cli.output import format_option, write_json
from mockserver.cli.program import CommandError
from mockserver.cli.server_options import with_client
from mockserver.client import Client

__all__ = ["reset", "set_", "show", "world"]


@click.group(cls=DefaultGroup, default="show")
def world() -> None:
    """Show, change and reset the world that the API key selects; without a command: show."""


@world.command()
@format_option()
@with_client
def show(client: Client, form: str) -> None:
    """Show the settings."""
    _print(client.world(), form)


@world.command("set")
@click.argument("words", metavar="KEY=VALUE...", nargs=-1, required=True)
@format_option()
@with_client
def set_(client: Client, words: tuple[str, ...], form: str) -> None:
    """
    Change settings: seed, clock, lifecycle, readings, balance, start, rate_limit.

    Such as: clock=manual lifecycle=polls:2 balance=100 readings=lenient,usd-rate=68
    """
    changes = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or not name:
            raise CommandError(f"{word!r} is not KEY=VALUE, such as clock=manual")
        changes[name] = _READERS.get(name, _value)(text)
    _print(client.change_world(changes), form)


@world.command()
@format_option()
@with_client
def reset(client: Client, form: str) -> None:
    """Begin anew, as if the key had never been used."""
    _print(client.reset_world(), form)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _money(text: str) -> Any:
    return text


def _readings(text: str) -> Any:
    """Read words as ``--reading`` has them, commas between; or a JSON object."""
    if text.startswith("{"):
        return _value(text)
    pairs = (word.partition("=") for word in text.split(","))
    return {name if equals else "preset": reading or name for name, equals, reading in pairs}


# A number for money would lose digits on its way.
_READERS: Mapping[str, Callable[[str], Any]] = {
    "balance": _money,
    "readings": _readings,
    "start": lambda text: text or None,
}


def _print(answer: dict[str, Any], form: str) -> None:
    if form == "json":
        write_json(answer)
        return
    width = max(map(len, answer))
    for name, value in answer.items():
        shown = value if isinstance(value, str) else json.dumps(value)
        click.echo(f"{name:<{width}}  {shown}")

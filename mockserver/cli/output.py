"""What commands share: the ``--format`` option, JSON on stdout, and readings as the command line has them."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

from mockserver.cli.program import CommandError
from validator import Readings, UnknownReadingError

__all__ = ["format_option", "readings_of", "write_json"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def format_option(*forms: str) -> Callable[[_Command], _Command]:
    """Make the option ``--format``; the first of *forms* is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms or ("text", "json")),
        default=forms[0] if forms else "text",
        show_default=True,
        help="How to print.",
    )


def write_json(value: object) -> None:
    """Print *value* as JSON; money in it is text already."""
    click.echo(json.dumps(value, indent=2))


def readings_of(words: tuple[str, ...]) -> Readings:
    """
    Make readings of the values of ``--reading``.

    Raises:
        CommandError: One names no preset, dispute or reading; the message names the nearest.
    """
    try:
        return Readings.from_words(words)
    except UnknownReadingError as error:
        raise CommandError(f"--reading: {error}") from error

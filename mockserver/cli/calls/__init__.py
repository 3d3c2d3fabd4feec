"""
``klingmock calls``: show the journal of a world, every call and its answer, and verify what was called.

One file per command; to add one, write its file and its line in `COMMANDS`.
"""

from collections.abc import Mapping

import click

from mockserver.cli.default_group import DefaultGroup
from mockserver.cli.lazy import LazyGroup

__all__ = ["COMMANDS", "calls"]

COMMANDS: Mapping[str, str] = {
    "list": "mockserver.cli.calls.list:list_",
    "verify": "mockserver.cli.calls.verify:verify",
}


class _Group(DefaultGroup, LazyGroup):
    pass


@click.group(cls=_Group, default="list", table=COMMANDS)
def calls() -> None:
    """Show the calls that a running server answered, and verify them; without a command: list."""

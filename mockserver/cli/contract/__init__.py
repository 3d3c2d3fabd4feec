"""
``klingmock contract``: list, show, compare, export and check the contracts.

One file per command; to add one, write its file and its line in `COMMANDS`.
"""

from collections.abc import Mapping

import click

from mockserver.cli.lazy import LazyGroup

__all__ = ["COMMANDS", "contract"]

COMMANDS: Mapping[str, str] = {
    "check": "mockserver.cli.contract.check:check",
    "diff": "mockserver.cli.contract.diff:diff",
    "export": "mockserver.cli.contract.export:export",
    "list": "mockserver.cli.contract.list:list_",
    "show": "mockserver.cli.contract.show:show",
}


@click.group(cls=LazyGroup, table=COMMANDS)
def contract() -> None:
    """List, show, compare, export and check the contracts of the models."""

"""A group that imports each of its commands only when it is asked for."""

import ast
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

__all__ = ["LazyGroup"]


class LazyGroup(click.Group):
    """*table* maps a command's name to ``module:attribute``; the help shows each module's own first line."""

    def __init__(self, *args: Any, table: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name every command, sorted."""
        return sorted(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import one command; None when there is none of that name."""
        if cmd_name not in self._table:
            return None
        module, _, name = self._table[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{self._table[cmd_name]} is not a command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them: the server alone takes a third of a second."""
        rows = [(name, _first_line(self._table[name])) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _first_line(entry: str) -> str:
    """Read what a command's module says after its name, as in "klingmock price: a receipt"."""
    spec = find_spec(entry.partition(":")[0])
    source = Path(spec.origin).read_text(encoding="utf-8") if spec and spec.origin else ""
    said = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0].partition(": ")[2]
    return said[:1].upper() + said[1:]

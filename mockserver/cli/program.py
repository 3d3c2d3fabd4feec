"""The program as a whole: what becomes of an error that no command expected."""

import os
import sys
from typing import Any

import click

from contracts import ContractsError
from mockserver.cli.lazy import LazyGroup

__all__ = ["CommandError", "Program"]

_OUR_FAULT = 3
_INTERRUPTED = 130  # as a shell reports a process that SIGINT ended
_NOBODY_READS = 141  # as a shell reports a process that SIGPIPE ended


class CommandError(click.ClickException):
    """The command cannot do what was asked: usage, a contract, or a server that does not answer."""

    exit_code = 2


class Program(LazyGroup):
    """The outermost group: exit codes, and never a traceback unless ``--debug`` asks for it."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except ContractsError as error:
            raise CommandError(str(error)) from error
        except BrokenPipeError:
            # Python flushes stdout once more on its way out, and would complain.
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open until the end
            ctx.exit(_NOBODY_READS)
        except (KeyboardInterrupt, click.Abort):
            click.echo("Stopped.", err=True)
            ctx.exit(_INTERRUPTED)
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            name = type(error).__name__
            click.echo(
                f"klingmock failed, and that is its own fault: {name}: {error}. "
                "Please report it with what `klingmock --debug ...` prints.",
                err=True,
            )
            ctx.exit(_OUR_FAULT)

"""
The command line: one file per command.

To add one, write its file and its line in `COMMANDS`.
"""

from collections.abc import Mapping

import click

from mockserver.cli.program import Program
from mockserver.cli.project_file import read_project_file
from mockserver.cli.setting import FROM_PROJECT

__all__ = ["COMMANDS", "main"]

COMMANDS: Mapping[str, str] = {
    "audit": "mockserver.cli.audit:audit_command",
    "callbacks": "mockserver.cli.callbacks:callbacks",
    "calls": "mockserver.cli.calls:calls",
    "clock": "mockserver.cli.clock:clock",
    "contract": "mockserver.cli.contract:contract",
    "demo": "mockserver.cli.demo:demo",
    "evidence": "mockserver.cli.evidence:evidence",
    "explain": "mockserver.cli.explain:explain",
    "faults": "mockserver.cli.faults:faults",
    "price": "mockserver.cli.price:price",
    "sample": "mockserver.cli.sample:sample",
    "serve": "mockserver.cli.serve:serve",
    "trial": "mockserver.cli.trial:trial",
    "validate": "mockserver.cli.validate:validate",
    "world": "mockserver.cli.world:world",
}
"""Each command and where it lives; it is imported when it is asked for."""


@click.group(
    cls=Program,
    table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 good, 1 findings, 2 usage or contract error, 3 our own fault.",
)
@click.version_option(package_name="klingmock", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an error of our own.")
@click.pass_context
def main(context: click.Context, debug: bool) -> None:  # noqa: FBT001, ARG001 - click hands it in so; Program reads it
    """
    Judge, price and mock the Kling video API, offline.

    Settings: flags over KLINGMOCK_* over [tool.klingmock] in pyproject.toml over defaults.
    """
    context.meta[FROM_PROJECT] = read_project_file()

"""``klingmock trial``: put a client on trial, in any language."""

import click

from mockserver.cli.program import CommandError
from mockserver.cli.trial.mutation import mutate
from mockserver.cli.trial.reports import REPORTS
from mockserver.cli.trial.scoring import tell_score
from mockserver.cli.trial.subject import find_subject
from mockserver.cli.trial.wishes import Wishes
from mockserver.client import RefusedError
from mockserver.core.world_settings import LARGEST_SEED
from mockserver.trial import SubjectError, UnknownHabitError
from mockserver.trial.case_file import CaseFileError
from mockserver.trial.expected import ExpectedFailuresError
from mockserver.trial.requirements import RequirementsError
from validator import UnknownReadingError

__all__ = ["trial"]

_SAVED = ".klingmock/trial"
_REFUSED = (
    SubjectError,
    UnknownHabitError,
    CaseFileError,
    ExpectedFailuresError,
    RequirementsError,
    UnknownReadingError,
    ModuleNotFoundError,
    RefusedError,
)


@click.command()
@click.argument("command", nargs=-1, metavar="[-- COMMAND...]")
@click.option("--python", metavar="MODULE:FACTORY", help="The client is a Python object: what this makes.")
@click.option("--per-case", is_flag=True, help="Start COMMAND for each case, instead of once for all.")
@click.option("--replay", "replayed", metavar="FILE", help="Play the cases of a file again, instead of drawing any.")
@click.option(
    "--save", metavar="DIR|FILE", default=_SAVED, show_default=True, help="Where cases are saved; '' for not."
)
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=0, show_default=True, help="Every draw follows.")
@click.option("--habit", "habits", multiple=True, metavar="NAME", help="Try this habit only; repeatable.")
@click.option("--cases", type=click.IntRange(1, 1000), help="How often each scene is drawn. [default: as it says]")
@click.option("--readings", default="strict", show_default=True, metavar="all|WORDS", help="How disputes are read.")
@click.option("--expected-failures", metavar="FILE", help="TOML of habits that are known to be broken, with reasons.")
@click.option("--requirements", metavar="REVISION", help="The habits of this revision of the contracts only.")
@click.option("--mutate-server", is_flag=True, help="COMMAND is a test suite: run it against servers that are wrong.")
@click.option("--mutant", "mutants", multiple=True, metavar="NAME", help="Only this wrong server; repeatable.")
@click.option("--score", is_flag=True, help="Try the clients that are shipped: good ones, and broken ones.")
@click.option("--seeds", type=click.IntRange(1, 1000), default=20, show_default=True, help="Runs of --score.")
@click.option(
    "--format", "form", type=click.Choice(list(REPORTS)), default="text", show_default=True, help="How to report."
)
@click.pass_context
def trial(  # noqa: PLR0913 - click hands each option in
    context: click.Context,
    *,
    command: tuple[str, ...],
    python: str | None,
    per_case: bool,
    replayed: str | None,
    save: str,
    seed: int,
    habits: tuple[str, ...],
    cases: int | None,
    readings: str,
    expected_failures: str | None,
    requirements: str | None,
    mutate_server: bool,
    mutants: tuple[str, ...],
    score: bool,
    seeds: int,
    form: str,
) -> None:
    """
    Put a client on trial: COMMAND serves one case per line of JSON, on stdin and stdout.

    Exits with 0 when it is acquitted, 1 when it is convicted or an expected failure is stale, and 2 when it cannot be
    tried. Protocols and habits: the README, "Put your client on trial", and docs/habits.md.
    """
    if score:
        context.exit(tell_score(seeds, form))
    if mutate_server or mutants:
        context.exit(mutate(command, mutants, form))
    try:
        told = Wishes(
            replayed=replayed,
            save=save,
            seed=seed,
            habits=habits,
            cases=cases,
            readings=readings,
            expected_failures=expected_failures,
            requirements=requirements,
        ).tell(find_subject(python, command, per_case=per_case))
    except _REFUSED as error:
        raise CommandError(str(error)) from error
    for line in REPORTS[form](told):
        click.echo(line)
    context.exit(not told.report.acquitted)

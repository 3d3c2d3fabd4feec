"""``klingmock trial --mutate-server``: which wrong servers a test suite does not notice."""

import shlex
from collections.abc import Sequence

import click

from mockserver.cli.output import write_json
from mockserver.cli.program import CommandError
from mockserver.mutants import MUTANTS
from mockserver.trial.mutation import BaselineError, Trace, run_mutants, time_baseline

__all__ = ["mutate"]

_FORMS = ("text", "json")


def mutate(command: Sequence[str], mutants: Sequence[str], form: str) -> int:
    """
    Run a suite against each mutant; return 0 when it noticed all of them, else 1.

    Raises:
        CommandError: There is no suite, no such mutant or format, or the suite fails where nothing is wrong.
    """
    if form not in _FORMS:
        raise CommandError(f"--mutate-server reports as {' or '.join(_FORMS)}")
    if not command:
        raise CommandError("name the suite: klingmock trial --mutate-server -- pytest tests")
    for name in mutants:
        if name not in MUTANTS:
            raise CommandError(f"{name!r} is no mutant; known: {', '.join(MUTANTS)}")
    try:
        baseline = time_baseline(command)
    except BaselineError as error:
        raise CommandError(str(error)) from error
    traces = []
    for trace in run_mutants(command, mutants or tuple(MUTANTS), baseline=baseline):
        traces.append(trace)
        if form == "text":
            click.echo(_line(trace))
    survivors = [trace.mutant for trace in traces if not trace.noticed]
    if form == "json":
        mutated = [trace.to_json() for trace in traces]
        write_json({"suite": shlex.join(command), "mutants": mutated, "survivors": survivors})
    else:
        click.echo(f"{len(traces) - len(survivors)} of {len(traces)} wrong servers were noticed")
    return int(bool(survivors))


def _line(trace: Trace) -> str:
    word = "noticed" if trace.noticed else "SURVIVED"
    why = " (did not end in time)" if trace.code is None else ""
    return f"{word:10}{trace.mutant:24}{MUTANTS[trace.mutant].summary}{why}"

"""
Mutation: runs a test suite once for each server that is wrong, and says which of them it does not notice.

The suite is any command that starts klingmock itself, through the pytest fixtures or otherwise: the environment tells
the server how to be wrong.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from mockserver.mutants import MUTANTS

__all__ = ["BaselineError", "Trace", "run_mutants", "time_baseline"]

_VARIABLE = "KLINGMOCK_MUTANT"
_KEPT = 4_000
_LEAST_PATIENCE_SECONDS = 30.0
_PATIENCE = 5.0  # times as long as the suite takes without a mutant


class BaselineError(Exception):
    """The suite fails, or cannot be run, although nothing is wrong; so that it can say nothing about mutants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What a suite said about one mutant: *noticed* by its exit *code*, None when it did not end in time."""

    mutant: str
    code: int | None
    seconds: float

    @property
    def noticed(self) -> bool:
        """Whether the suite failed, as it should."""
        return self.code != 0

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON."""
        return {
            "mutant": self.mutant,
            "summary": MUTANTS[self.mutant].summary,
            "noticed": self.noticed,
            "exit_code": self.code,
            "seconds": round(self.seconds, 1),
        }


def time_baseline(command: Sequence[str]) -> float:
    """
    Run a suite without a mutant, and return how many seconds it took.

    Raises:
        BaselineError: It failed, or cannot be run.
    """
    code, seconds, output = _run(command, None, limit=None)
    if code != 0:
        raise BaselineError(f"the suite fails already where nothing is wrong, with exit code {code}:\n{output}")
    return seconds


def run_mutants(command: Sequence[str], mutants: Sequence[str], *, baseline: float) -> Iterator[Trace]:
    """Run a suite once for each mutant; *baseline* is what `time_baseline` returned."""
    limit = max(baseline * _PATIENCE, _LEAST_PATIENCE_SECONDS)
    for mutant in mutants:
        code, seconds, _ = _run(command, mutant, limit=limit)
        yield Trace(mutant=mutant, code=code, seconds=seconds)


def _run(command: Sequence[str], mutant: str | None, *, limit: float | None) -> tuple[int | None, float, str]:
    environment = {name: value for name, value in os.environ.items() if name != _VARIABLE}
    if mutant is not None:
        environment[_VARIABLE] = mutant
    began = time.monotonic()
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own command
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise BaselineError(f"{command[0] if command else 'the suite'} cannot be started: {error}") from error
    try:
        output, _ = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        return None, time.monotonic() - began, ""
    finally:
        # Whatever it has started ends with it.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    return process.returncode, time.monotonic() - began, output.decode("utf-8", "replace")[-_KEPT:]

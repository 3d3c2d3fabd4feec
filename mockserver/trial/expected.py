"""Expected failures: habits that a client is known to lack. An entry that is no longer true makes a trial fail."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from mockserver.trial.habits import HABITS
from mockserver.trial.report import BROKEN, Report

__all__ = ["ExpectedFailuresError", "read_expected", "with_expected"]


class ExpectedFailuresError(ValueError):
    """A file of expected failures is wrong."""


def read_expected(file: str) -> Mapping[str, str]:
    """
    Read a TOML file: a table ``[expected-failures]`` of habits, each with a reason.

    Raises:
        ExpectedFailuresError: It cannot be read, or is wrong.
    """
    try:
        found = tomllib.loads(Path(file).read_text(encoding="utf-8")).get("expected-failures")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ExpectedFailuresError(f"{file}: {error}") from error
    if not isinstance(found, dict):
        raise ExpectedFailuresError(f'{file}: write [expected-failures] and lines such as callback-once = "the reason"')
    for habit, reason in found.items():
        if habit not in HABITS:
            raise ExpectedFailuresError(f"{file}: {habit!r} is no habit; known: {', '.join(HABITS)}")
        if not isinstance(reason, str) or not reason.strip():
            raise ExpectedFailuresError(f"{file}: {habit} needs a reason, in text")
    return found


def with_expected(report: Report, expected: Mapping[str, str]) -> Report:
    """Excuse the habits that were expected to be broken, and name those that are not; of habits that were tried."""
    tried = {verdict.habit for verdict in report.verdicts}
    verdicts = tuple(
        replace(verdict, expected=expected.get(verdict.habit)) if verdict.state == BROKEN else verdict
        for verdict in report.verdicts
    )
    stale = tuple(habit for habit in expected if habit in tried and habit not in report.broken)
    return replace(report, verdicts=verdicts, stale=stale)

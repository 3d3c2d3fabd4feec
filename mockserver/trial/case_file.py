"""Files of cases: what a trial has found, to be played again."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mockserver.trial.report import Conviction, Report
from mockserver.trial.schedule import Schedule, ScheduleError

__all__ = ["CaseFileError", "SavedCase", "read_cases", "save_cases"]

_FORM = "klingmock-trial"
_VERSION = 1


class CaseFileError(ValueError):
    """A file holds no cases."""


@dataclass(frozen=True, slots=True)
class SavedCase:
    """A schedule, with the habit that it was found to break; the habit is None where the subject only fell."""

    habit: str | None
    schedule: Schedule


def save_cases(report: Report, where: str) -> dict[str | None, str]:
    """
    Write the cases that a trial has found: into a folder, one file each; or all into one file, if it ends in .json.

    Returns:
        Where each is, by its habit; None stands for falls.
    """
    found = [*((one.habit, one.conviction) for one in report.verdicts if one.conviction)]
    cases: list[tuple[str | None, Conviction]] = [*found, *((None, fall) for fall in report.falls[:1])]
    if where.endswith(".json"):
        if cases:
            _write(Path(where), report, cases)
        return {habit: where for habit, _ in cases}
    files = {habit: Path(where) / f"{habit or 'fall'}.json" for habit, _ in cases}
    for habit, conviction in cases:
        _write(files[habit], report, [(habit, conviction)])
    return {habit: str(file) for habit, file in files.items()}


def read_cases(file: str) -> list[SavedCase]:
    """
    Read the cases of a file.

    Raises:
        CaseFileError: It cannot be read, or holds none.
    """
    try:
        value = json.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise CaseFileError(f"{file}: {error}") from error
    if not isinstance(value, dict) or value.get("form") != _FORM or value.get("version") != _VERSION:
        raise CaseFileError(f"{file} is no file of cases that this version has saved")
    try:
        cases = list(_cases(value.get("cases")))
    except ScheduleError as error:
        raise CaseFileError(f"{file}: {error}") from error
    if not cases:
        raise CaseFileError(f"{file} holds no cases")
    return cases


def _cases(value: Any) -> Iterator[SavedCase]:
    for one in value if isinstance(value, list) else ():
        if not isinstance(one, Mapping) or not isinstance(one.get("habit"), str | None):
            raise ScheduleError("a case is an object with a habit and a schedule")
        yield SavedCase(one["habit"], Schedule.from_json(one.get("schedule")))


def _write(file: Path, report: Report, cases: Sequence[tuple[str | None, Conviction]]) -> None:
    value = {
        "form": _FORM,
        "version": _VERSION,
        "subject": report.subject,
        "seed": report.seed,
        "cases": [{"habit": habit, **conviction.to_json()} for habit, conviction in cases],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

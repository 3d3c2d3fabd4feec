"""What is asked of a trial on the command line, and how it is done."""

import sys
from collections.abc import Collection, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from typing import Any

from mockserver.cli.trial.subject import ChosenSubject
from mockserver.cli.trial.told import Told
from mockserver.trial import Report, trial
from mockserver.trial.case_file import read_cases, save_cases
from mockserver.trial.expected import read_expected, with_expected
from mockserver.trial.replay import replay
from mockserver.trial.requirements import read_requirements
from mockserver.trial.robustness import depends_on
from validator import Readings

__all__ = ["Wishes"]

_ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """The options of ``klingmock trial``, by their names."""

    replayed: str | None
    save: str
    seed: int
    habits: tuple[str, ...]
    cases: int | None
    readings: str
    expected_failures: str | None
    requirements: str | None

    def tell(self, chosen: ChosenSubject) -> Told:
        """
        Try the client, and tell what was found.

        Raises:
            SubjectError, UnknownHabitError, CaseFileError, ExpectedFailuresError, RequirementsError,
            UnknownReadingError, ModuleNotFoundError: It cannot be tried as it was asked.
        """
        expected = read_expected(self.expected_failures) if self.expected_failures else {}
        severities = read_requirements(self.requirements) if self.requirements else {}
        try:
            with redirect_stdout(sys.stderr):  # what a client prints is no part of the report
                report = self._report(chosen, severities)
        finally:
            chosen.subject.close()
        report = with_expected(report, expected)
        saved = save_cases(report, self.save) if self.save and self.replayed is None else {}
        return Told(report, saved, chosen.place, chosen.again)

    def _report(self, chosen: ChosenSubject, severities: Mapping[str, str]) -> Report:
        if self.replayed is not None:
            return replay(chosen.subject, read_cases(self.replayed), name=chosen.name, severities=severities)
        habits = _chosen(self.habits, severities)
        report = trial(
            chosen.subject,
            name=chosen.name,
            seed=self.seed,
            habits=habits,
            severities=severities,
            cases=self.cases,
            readings=_readings(self.readings),
        )
        if self.readings != _ALL:
            return report
        depends = depends_on(chosen.subject, report, habits=habits)
        return replace(report, depends_on=depends)


def _chosen(habits: tuple[str, ...], severities: Mapping[str, str]) -> Collection[str] | None:
    if habits:
        return habits
    return tuple(severities) or None


def _readings(words: str) -> Any:
    if words == _ALL:
        return "strict"
    readings = Readings.from_words(tuple(words.replace(",", " ").split())).to_dict()
    return readings["preset"] if len(readings) == 1 else readings

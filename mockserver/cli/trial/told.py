"""What is told about a trial: its report, where its cases were saved, and where the subject is written."""

from collections.abc import Mapping
from dataclasses import dataclass

from mockserver.trial import Conviction, Report, Verdict

__all__ = ["Place", "Told", "sentence"]


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file."""

    file: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Told:
    """*saved* says where each case is, by its habit, None for falls; *again* is the command without its options."""

    report: Report
    saved: Mapping[str | None, str]
    place: Place | None
    again: str

    def replay(self, habit: str | None) -> str | None:
        """Say how to see a case again; None when it was not saved."""
        file = self.saved.get(habit)
        return None if file is None else f"klingmock trial --replay {file} {self.again}"


def sentence(found: Verdict | Conviction) -> str:
    """Say in one sentence what was found."""
    conviction = found.conviction if isinstance(found, Verdict) else found
    if conviction is None:
        return ""
    if conviction.findings:
        return conviction.findings[0].message
    return str(conviction.fall)

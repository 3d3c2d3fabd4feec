"""One request of a file with its verdict."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contracts import api
from mockserver.cli.line_of import line_of
from mockserver.cli.request_file import BadJson, Located
from validator import ImageFacts, Readings, Verdict, Violation, check

__all__ = ["Judged", "judge", "not_json"]


@dataclass(frozen=True, slots=True)
class Judged:
    """*column* is known, from 1, only of text that is no JSON; *alone* and *text* as in `Located`."""

    file: str
    line: int
    request: Any
    verdict: Verdict
    column: int | None
    alone: bool
    text: str = ""

    @property
    def place(self) -> str:
        """Where it stands, as compilers write it."""
        column = "" if self.column is None else f":{self.column}"
        return f"{self.file}:{self.line}{column}"

    def line_at(self, violation: Violation) -> int:
        """Say on which line of the file the violation stands."""
        return self.line + (line_of(self.text, violation.at) if self.text else 0)

    @property
    def summary(self) -> str:
        """Say how the verdict is, in a few words."""
        quote = self.verdict.quote
        if quote is not None:
            return f"OK {quote.to_dict()['credits']} credits (${quote.usd_listed})"
        count = len(self.verdict.errors)
        return f"{count} error{'' if count == 1 else 's'}"

    def remarks(self, *, notes: bool) -> Iterator[tuple[str, Violation]]:
        """Yield each error and, with *notes*, each note, named as such."""
        for violation in self.verdict.errors:
            yield "error", violation
        for violation in self.verdict.notes if notes else ():
            yield "note", violation

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        place = {"file": self.file, "line": self.line}
        if self.column is not None:
            place["column"] = self.column
        return place | self.verdict.to_dict()


def judge(found: Located, *, readings: Readings, images: Mapping[str, ImageFacts]) -> Judged:
    """Judge what a file holds; text that is no JSON breaks ``request/json``."""
    if not isinstance(found.value, BadJson):
        verdict = check(found.value, readings=readings, images=images)
        return Judged(found.file, found.line, found.value, verdict, None, found.alone, found.text)
    verdict = Verdict(None, (not_json(found.value),), (), None)
    return Judged(found.file, found.line, None, verdict, found.value.column, found.alone)


def not_json(bad: BadJson) -> Violation:
    """Return the breach of ``request/json`` that *bad* is."""
    rule = api().rules["request/json"]
    return Violation(rule.id, "", bad.problem, rule.source, rule.dispute)

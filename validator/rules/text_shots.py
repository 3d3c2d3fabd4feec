"""``text-shots``: shots written into the prompt, as the turbo models take them: ``镜头 1, 3, words;``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.errors import RuleKindError
from validator.media import Media
from validator.path import get, pointer, steps
from validator.rules.kind import Breach, RuleKind, settings
from validator.rules.shots import seconds_of, total_seconds
from validator.shape import Shape
from validator.shown import shown
from validator.signs import Formula, Sign, Test

__all__ = ["TextShots"]

_MENTIONED = Test({str: lambda text: "镜头" in text})
_SHOT = re.compile(r"镜头 ?([0-9]{1,9}) ?[,\uff0c] ?([0-9]{1,9}) ?[,\uff0c]([^;\uff1b]*)[;\uff1b]")


class TextShots(RuleKind, frozen=True):
    """One *limit* of the shots in a text: their count, the words of each, or the sum of their seconds (the *total*)."""

    parameter: str
    path: tuple[str, ...]
    limit: str
    maximum: int
    total: str
    total_path: tuple[str, ...]
    default: object

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        found = settings(rule, "limit", optional=("maximum", "total"))
        limit = found["limit"]
        if limit not in ("count", "words", "sum") or ("total" if limit == "sum" else "maximum") not in found:
            raise RuleKindError(f"rule {rule.id}: limit is count or words with a maximum, or sum with a total")
        total = found.get("total", "")
        return cls(
            rule.parameter,
            steps(rule.parameter),
            limit,
            found.get("maximum", 0),
            total,
            steps(total),
            shape.default(total),
        )

    def suspicion(self) -> Formula:
        """Suspect a text with the word for a shot."""
        return Sign(self.path, _MENTIONED)

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report the text; one without shots is no concern of this rule."""
        text = get(request, self.path)
        shots = _SHOT.findall(text) if isinstance(text, str) else []
        message = self._problem(shots, request) if shots else None
        return ((pointer(self.parameter), f"{self.parameter}: {message}"),) if message else ()

    def describe(self) -> str:
        """Say the rule."""
        says = {
            "count": f"are at most {self.maximum}",
            "words": f"have at most {self.maximum} characters each",
            "sum": f"sum to `{self.total}`",
        }
        return f"Shots written into `{self.parameter}` {says[self.limit]}"

    def breach(self, case: Case, pick: Pick) -> None:
        """Write shots that break just this limit."""
        total = total_seconds(case.request, steps("duration"), 5) or 5
        shots = [[1, total, "A boat."]]
        if self.limit == "count":
            shots = [[number, 1, "A boat."] for number in range(1, self.maximum + 2)]
            case.put("duration", len(shots))
        elif self.limit == "words":
            shots[0][2] = "x" * (self.maximum + pick((1, 9)))
        else:
            shots[0][1] = total + pick((1, 4))
        case.put(
            self.parameter,
            "".join(f"镜头 {number}, {seconds}, {words};" for number, seconds, words in shots),
        )

    def mend(self, case: Case, pick: Pick) -> None:
        """Write no shots."""
        case.put_example(self.parameter)

    def _problem(self, shots: list[tuple[str, str, str]], request: dict[str, Any]) -> str | None:
        if self.limit == "count":
            return (
                f"the text has {len(shots)} shots, at most {self.maximum} are allowed"
                if len(shots) > self.maximum
                else None
            )
        if self.limit == "words":
            longest = max(len(words.strip()) for _, _, words in shots)
            return (
                f"a shot has {longest} characters, at most {self.maximum} are allowed"
                if longest > self.maximum
                else None
            )
        total = total_seconds(request, self.total_path, self.default)
        found = sum(seconds_of(seconds) or 0 for _, seconds, _ in shots)
        if total is None or found == total:
            return None
        return f"the shots last {found} s in all, the video {shown(total)} s"

"""``utf16-length``: a text that fits in code points may be too long in UTF-16 units."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.media import Media
from validator.path import steps, values
from validator.rules.kind import Breach, RuleKind, settings
from validator.shape import Shape
from validator.signs import Formula, either, longer_than

__all__ = ["Utf16Length"]

_WIDE = "\N{GRINNING FACE}"


class Utf16Length(RuleKind, frozen=True):
    """*parameter* has at most *maximum* UTF-16 units; what is too long in code points is the structure's affair."""

    parameter: str
    path: tuple[str, ...]
    maximum: int

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        return cls(rule.parameter, steps(rule.parameter), settings(rule, "maximum")["maximum"])

    def suspicion(self) -> Formula:
        """Suspect a text of more than half as many characters."""
        return either((self.path,), longer_than(self.maximum // 2))

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report each text that is too long; a text of half the length cannot be."""
        name = self.path[-1]
        return [
            (at, f"{name} has {len(text)} code points, but {units} UTF-16 units, at most {self.maximum} would do")
            for at, text in values(request, self.path)
            if (units := self._units(text))
        ]

    def describe(self) -> str:
        """Say the rule."""
        return f"`{self.parameter}` has at most {self.maximum} UTF-16 code units"

    def breach(self, case: Case, pick: Pick) -> None:
        """Send a text of wide characters."""
        case.put(self.parameter, _WIDE * pick((self.maximum // 2 + 1, self.maximum)))

    def mend(self, case: Case, pick: Pick) -> None:
        """Shorten every text."""
        *way, last = self.path
        for _, holder in list(values(case.request, tuple(way))):
            if isinstance(holder, dict) and isinstance(holder.get(last), str):
                holder[last] = holder[last][: self.maximum // 2]

    def _units(self, text: object) -> int:
        """Count the UTF-16 units of a text that fits in code points only; 0 for any other value."""
        if not isinstance(text, str) or not self.maximum // 2 < len(text) <= self.maximum or text.isascii():
            return 0
        units = len(text.encode("utf-16-le")) // 2
        return units if units > self.maximum else 0

"""``utf16-length``: a text that fits in code points may be too long in UTF-16 units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.media import Media
from validator.path import steps, values
from validator.rules.kind import Breach, settings
from validator.shape import Shape

__all__ = ["Utf16Length"]

_WIDE = "\N{GRINNING FACE}"


@dataclass(frozen=True, slots=True)
class Utf16Length:
    """*parameter* has at most *maximum* UTF-16 code units; one that is too long in code points already is the structure's affair."""

    gated: ClassVar[bool] = True

    parameter: str
    maximum: int

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:  # noqa: ARG003 - one signature for all kinds
        """Compile *rule*."""
        return cls(rule.parameter, settings(rule, "maximum")["maximum"])

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:  # noqa: ARG002 - one signature for all kinds
        """Report each text that is too long; a text of half the length cannot be."""
        found = []
        for at, text in values(request, steps(self.parameter)):
            if (
                isinstance(text, str)
                and self.maximum // 2 < len(text) <= self.maximum
                and not text.isascii()
            ):
                units = len(text.encode("utf-16-le")) // 2
                if units > self.maximum:
                    found.append(
                        (
                            at,
                            f"{len(text)} code points, but {units} UTF-16 units, of which {self.maximum} would be allowed",
                        )
                    )
        return found

    def describe(self) -> str:
        """Say the rule."""
        return f"`{self.parameter}` has at most {self.maximum} UTF-16 code units"

    def breach(self, case: Case, pick: Pick) -> None:
        """Send a text of wide characters."""
        case.put(self.parameter, _WIDE * pick((self.maximum // 2 + 1, self.maximum)))

    def mend(self, case: Case, pick: Pick) -> None:  # noqa: ARG002 - one signature for all kinds
        """Shorten every text."""
        *way, last = steps(self.parameter)
        for _, holder in list(values(case.request, tuple(way))):
            if isinstance(holder, dict) and isinstance(holder.get(last), str):
                holder[last] = holder[last][: self.maximum // 2]

    def dead(self, shape: Shape) -> str | None:  # noqa: ARG002 - one signature for all kinds
        """Never dead."""
        return None

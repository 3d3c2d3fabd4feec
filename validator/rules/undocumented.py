"""``undocumented``: a parameter that is known, but only from a side remark."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.media import Media
from validator.path import pointer, sent, steps
from validator.rules.kind import Breach, RuleKind, settings
from validator.shape import Shape
from validator.signs import Formula, is_sent

__all__ = ["Undocumented"]


class Undocumented(RuleKind, frozen=True):
    """*parameter* works under the chosen reading, but nobody documents it as such."""

    parameter: str
    path: tuple[str, ...]

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        settings(rule)
        return cls(rule.parameter, steps(rule.parameter))

    def suspicion(self) -> Formula:
        """Suspect a request that sends the parameter."""
        return is_sent(self.path)

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report the parameter."""
        if not sent(request, self.path):
            return ()
        return (
            (
                pointer(self.parameter),
                f"{self.parameter} is named only in a side remark; another reading does not know it",
            ),
        )

    def describe(self) -> str:
        """Say the rule."""
        return f"`{self.parameter}` is named only in a side remark"

    def breach(self, case: Case, pick: Pick) -> None:
        """Send it."""
        case.put_example(self.parameter)

    def mend(self, case: Case, pick: Pick) -> None:
        """Leave it out."""
        case.drop(self.parameter)

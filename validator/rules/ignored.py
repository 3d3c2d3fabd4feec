"""``ignored``: a parameter has no effect whenever the rule's condition holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.condition import Condition
from validator.media import Media
from validator.path import get, pointer, sent, steps
from validator.rules.kind import Breach, RuleKind, settings
from validator.shape import Shape
from validator.signs import WORDS, Formula, Sign

__all__ = ["Ignored"]


class Ignored(RuleKind, frozen=True):
    """*parameter*, if sent and not empty, has no effect."""

    parameter: str
    path: tuple[str, ...]
    why: str

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        settings(rule)
        return cls(rule.parameter, steps(rule.parameter), Condition.of(rule, shape).in_words())

    def suspicion(self) -> Formula:
        """Suspect a request that sends the parameter, and not empty."""
        return Sign(self.path, WORDS)

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report the parameter."""
        if not sent(request, self.path) or get(request, self.path) == "":
            return ()
        return ((pointer(self.parameter), f"{self.parameter} is ignored{self.why}"),)

    def describe(self) -> str:
        """Say the rule."""
        return f"`{self.parameter}` is ignored{self.why}"

    def breach(self, case: Case, pick: Pick) -> None:
        """Send it."""
        case.put_example(self.parameter)

    def mend(self, case: Case, pick: Pick) -> None:
        """Leave it out."""
        case.drop(self.parameter)

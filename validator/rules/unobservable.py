"""``unobservable``: a documented demand that a request cannot show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.media import Media
from validator.rules.kind import Breach, RuleKind, settings
from validator.shape import Shape
from validator.signs import NEVER, Formula

__all__ = ["Unobservable"]


class Unobservable(RuleKind, frozen=True):
    """The documentation demands it; *reason* says why no request can tell."""

    reason: str

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        return cls(settings(rule, "reason")["reason"])

    def suspicion(self) -> Formula:
        """Suspect nothing."""
        return NEVER

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report nothing."""
        return ()

    def describe(self) -> str:
        """Say the rule."""
        reason = self.reason[0].lower() + self.reason[1:].removesuffix(".")
        return f"Documented, but not to be judged from a request: {reason}"

    def breach(self, case: Case, pick: Pick) -> None:
        """Change nothing: it cannot be broken."""

    def mend(self, case: Case, pick: Pick) -> None:
        """Change nothing: it is never broken."""

    def dead(self, shape: Shape) -> str | None:
        """Return the reason: it is always dead."""
        return self.reason.removesuffix(".")

"""``unobservable``: a documented demand that a request cannot show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.media import Media
from validator.rules.kind import Breach, Kind, settings
from validator.shape import Shape

__all__ = ["Unobservable"]


@dataclass(frozen=True, slots=True)
class Unobservable(Kind):
    """The documentation demands it; *reason* says why no request can tell."""

    gated: ClassVar[bool] = True

    reason: str

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        return cls(settings(rule, "reason")["reason"])

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

"""``requires``: a parameter may be sent only together with one of its companions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.media import Media
from validator.path import pointer, sent, steps
from validator.rules.kind import Breach, RuleKind, settings
from validator.shape import Shape
from validator.signs import Every, Formula, No, Some, is_sent

__all__ = ["Requires"]


class Requires(RuleKind, frozen=True):
    """*parameter* may be sent only together with one of *companions*."""

    parameter: str
    path: tuple[str, ...]
    companions: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        return cls(rule.parameter, steps(rule.parameter), shape.existing(settings(rule, "companions")["companions"]))

    def suspicion(self) -> Formula:
        """Suspect a request that sends the parameter alone."""
        return Every((is_sent(self.path), No(Some(tuple(is_sent(path) for path in self.companions)))))

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report the parameter when it stands alone."""
        if not sent(request, self.path) or any(sent(request, path) for path in self.companions):
            return ()
        return ((pointer(self.parameter), f"{self.parameter} requires {self._names()}"),)

    def describe(self) -> str:
        """Say the rule."""
        return f"`{self.parameter}` requires {self._names()}"

    def breach(self, case: Case, pick: Pick) -> None:
        """Send it alone."""
        case.put_example(self.parameter)
        for path in self.companions:
            case.drop(".".join(path))

    def mend(self, case: Case, pick: Pick) -> None:
        """Send a companion."""
        case.put_example(".".join(pick(self.companions)))

    def dead(self, shape: Shape) -> str | None:
        """Dead when a companion is required anyway."""
        always = [".".join(path) for path in self.companions if shape.always_sent(".".join(path))]
        return f"`{always[0]}` is required anyway, so a request without it breaks that rule too" if always else None

    def _names(self) -> str:
        return " or ".join(".".join(path) for path in self.companions)

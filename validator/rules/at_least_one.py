"""``at-least-one``: one of several parameters must be sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.media import Media
from validator.path import sent
from validator.rules.kind import Breach, RuleKind, settings
from validator.shape import Shape
from validator.signs import Formula, No, Some, is_sent

__all__ = ["AtLeastOne"]


class AtLeastOne(RuleKind, frozen=True):
    """One of *parameters* must be sent; an empty array is nothing."""

    parameters: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        return cls(shape.existing(settings(rule, "parameters")["parameters"]))

    def suspicion(self) -> Formula:
        """Suspect a request that sends none."""
        return No(Some(tuple(is_sent(path) for path in self.parameters)))

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report the request itself when none is sent."""
        for path in self.parameters:
            if sent(request, path):
                return ()
        return (("", f"at least one of {self._names()} is required"),)

    def describe(self) -> str:
        """Say the rule."""
        return f"At least one of {self._names()} is required"

    def breach(self, case: Case, pick: Pick) -> None:
        """Send none."""
        for path in self.parameters:
            case.drop(".".join(path))

    def mend(self, case: Case, pick: Pick) -> None:
        """Send one."""
        case.put_example(".".join(pick(self.parameters)))

    def dead(self, shape: Shape) -> str | None:
        """Dead when one of them is required anyway."""
        always = [path for path in self.parameters if shape.always_sent(".".join(path))]
        return f"`{'.'.join(always[0])}` is required anyway" if always else None

    def _names(self) -> str:
        return ", ".join(".".join(path) for path in self.parameters)

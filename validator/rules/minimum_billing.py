"""``minimum-billing``: a video shorter than the minimum is billed as long as the minimum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.media import Media
from validator.path import get, pointer, steps
from validator.rules.kind import Breach, RuleKind, settings
from validator.rules.shots import total_seconds
from validator.shape import Shape
from validator.signs import NEVER, Formula, is_there

__all__ = ["MinimumBilling"]


class MinimumBilling(RuleKind, frozen=True):
    """Fewer than *minimum* seconds are billed as *minimum*; without a *parameter* the length is the input video's."""

    parameter: str
    minimum: int

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        settings(rule)
        return cls(rule.parameter, shape.contract.billing.minimum_seconds)

    def suspicion(self) -> Formula:
        """Suspect a request that says how long the video is to be."""
        return is_there(steps(self.parameter)) if self.parameter else NEVER

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report the parameter when the minimum bites."""
        if not self.parameter:
            return ()
        seconds = total_seconds(request, steps(self.parameter), None)
        if seconds is None or get(request, steps(self.parameter)) is None or seconds >= self.minimum:
            return ()
        return ((pointer(self.parameter), f"{self.parameter}: {seconds} s are billed as {self.minimum} s"),)

    def describe(self) -> str:
        """Say the rule."""
        return f"At least {self.minimum} seconds are billed"

    def breach(self, case: Case, pick: Pick) -> None:
        """Ask for a shorter video."""
        if self.parameter:
            case.put(self.parameter, self.minimum - 1)

    def mend(self, case: Case, pick: Pick) -> None:
        """Ask for the minimum."""
        if self.parameter:
            case.put(self.parameter, self.minimum)

    def dead(self, shape: Shape) -> str | None:
        """Dead where nothing shorter is allowed, or where the length is the input video's."""
        if not self.parameter:
            return "the request names no length; the input video has it, and one shorter than the minimum is refused"
        shortest = shape.parameters[self.parameter].minimum
        if shortest is not None and shortest >= self.minimum:
            return f"`{self.parameter}` is at least {shortest}, so the minimum of {self.minimum} s never bites"
        return None

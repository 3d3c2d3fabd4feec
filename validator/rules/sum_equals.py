"""``sum-equals``: the seconds of the shots sum to the seconds of the video."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.media import Media
from validator.path import pointer
from validator.rules.kind import Breach, RuleKind
from validator.rules.shots import Shots
from validator.shape import Shape
from validator.shown import shown
from validator.signs import Formula, is_there

__all__ = ["SumEquals"]


class SumEquals(RuleKind, frozen=True):
    """The seconds of all *shots* sum to those of the video."""

    shots: Shots

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        return cls(Shots.of(rule, shape))

    def suspicion(self) -> Formula:
        """Suspect shots."""
        return is_there(self.shots.path)

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report the array when the sum is another; when a length cannot be read there is no sum to judge."""
        found = self.shots.read(request)
        if found is None:
            return ()
        seconds, total = found
        known = [one for one in seconds if one is not None]
        lasted = sum(known)
        if lasted == total or len(known) < len(seconds):
            return ()
        longer = "short" if lasted < total else "long"
        lasts, by = shown(lasted), shown(abs(lasted - total))
        what = f"the shots of {self.shots.parameter} last {lasts} s in all"
        message = f"{what}, the video {shown(total)} s ({self.shots.total}): {by} s too {longer}"
        return ((pointer(self.shots.parameter), message),)

    def describe(self) -> str:
        """Say the rule."""
        return f"The `{self.shots.item}` of all `{self.shots.parameter}` sums to `{self.shots.total}`"

    def breach(self, case: Case, pick: Pick) -> None:
        """Make the shots a little too long or too short."""
        self.shots.give(case, total=self.shots.wanted(case) + pick((1, -1, 10)), pick=pick)

    def mend(self, case: Case, pick: Pick) -> None:
        """Give the shots new lengths."""
        self.shots.give(case, total=self.shots.wanted(case), pick=pick)

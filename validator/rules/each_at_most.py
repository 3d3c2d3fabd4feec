"""``each-at-most``: no shot is longer than the video."""

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

__all__ = ["EachAtMost"]


class EachAtMost(RuleKind, frozen=True):
    """The seconds of each of *shots* are at most those of the video."""

    shots: Shots

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        return cls(Shots.of(rule, shape))

    def suspicion(self) -> Formula:
        """Suspect shots."""
        return is_there(self.shots.path)

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report each shot that is too long."""
        found = self.shots.read(request)
        if found is None:
            return ()
        seconds, total = found
        at, item = pointer(self.shots.parameter), self.shots.item
        return [
            (f"{at}/{number}/{item}", f"{item}: the shot lasts {shown(one)} s, the whole video {shown(total)} s")
            for number, one in enumerate(seconds)
            if one is not None and one > total
        ]

    def describe(self) -> str:
        """Say the rule."""
        return f"No `{self.shots.item}` of `{self.shots.parameter}` is above `{self.shots.total}`"

    def breach(self, case: Case, pick: Pick) -> None:
        """Make one shot longer than the video."""
        seconds = str(self.shots.wanted(case) + pick((1, 5)))
        case.put(self.shots.parameter, [{**case.item(self.shots.parameter, 1), self.shots.item: seconds}])

    def mend(self, case: Case, pick: Pick) -> None:
        """Make every shot one second long."""
        for shot in case.array(self.shots.parameter):
            if isinstance(shot, dict):
                shot[self.shots.item] = "1"

    def dead(self, shape: Shape) -> str | None:
        """Dead where the lengths must sum to the total anyway."""
        about = self.shots.parameter
        sums = [rule for rule in shape.contract.rules if rule.kind == "sum-equals" and rule.parameter == about]
        if sums and all(shape.severity(rule) == "error" for rule in sums):
            named = ", ".join(rule.id for rule in sums)
            return f"the shots must sum to `{self.shots.total}` ({named}), so a longer one breaks that rule too"
        return None

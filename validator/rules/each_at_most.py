"""``each-at-most``: no shot is longer than the video."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.media import Media
from validator.path import get, pointer, steps
from validator.rules.kind import Breach, Kind, settings
from validator.rules.shots import seconds_of, total_seconds
from validator.shape import Shape
from validator.shown import shown

__all__ = ["EachAtMost"]


@dataclass(frozen=True, slots=True)
class EachAtMost(Kind):
    """The *item* of every entry of *parameter* is at most *total*, which has a default."""

    gated: ClassVar[bool] = True

    parameter: str
    path: tuple[str, ...]
    item: str
    total: str
    total_path: tuple[str, ...]
    default: object

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        found = settings(rule, "item", "total")
        return cls(
            rule.parameter,
            steps(rule.parameter),
            found["item"],
            found["total"],
            steps(found["total"]),
            shape.default(found["total"]),
        )

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report each entry that is too long."""
        shots = get(request, self.path)
        total = total_seconds(request, self.total_path, self.default)
        if not isinstance(shots, list) or total is None:
            return ()
        seconds = [seconds_of(shot.get(self.item)) if isinstance(shot, dict) else None for shot in shots]
        return [
            (
                f"{pointer(self.parameter)}/{number}/{self.item}",
                f"{self.item}: the shot lasts {shown(one)} s, the whole video {shown(total)} s",
            )
            for number, one in enumerate(seconds)
            if one is not None and one > total
        ]

    def describe(self) -> str:
        """Say the rule."""
        return f"No `{self.item}` of `{self.parameter}` is above `{self.total}`"

    def breach(self, case: Case, pick: Pick) -> None:
        """Make one shot longer than the video."""
        total = total_seconds(case.request, self.total_path, self.default) or 1
        shot = case.item(self.parameter, 1)
        case.put(self.parameter, [{**shot, self.item: str(total + pick((1, 5)))}])

    def mend(self, case: Case, pick: Pick) -> None:
        """Make every shot one second long."""
        for shot in case.array(self.parameter):
            if isinstance(shot, dict):
                shot[self.item] = "1"

    def dead(self, shape: Shape) -> str | None:
        """Dead where the lengths must sum to the total anyway."""
        sums = [rule for rule in shape.contract.rules if rule.kind == "sum-equals" and rule.parameter == self.parameter]
        if sums and all(shape.severity(rule) == "error" for rule in sums):
            named = ", ".join(rule.id for rule in sums)
            return f"the shots must sum to `{self.total}` ({named}), so a longer one breaks that rule too"
        return None

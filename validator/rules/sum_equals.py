"""``sum-equals``: the seconds of the shots sum to the seconds of the video."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.media import Media
from validator.path import get, pointer, steps
from validator.rules.kind import Breach, Kind, settings
from validator.rules.shots import give_seconds, seconds_of, total_seconds
from validator.shape import Shape
from validator.shown import shown

__all__ = ["SumEquals"]


@dataclass(frozen=True, slots=True)
class SumEquals(Kind):
    """The *item* of every entry of *parameter* sums to *total*, which has a default."""

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
        """Report the array when the sum is another; when a length cannot be read there is no sum to judge."""
        shots = get(request, self.path)
        total = total_seconds(request, self.total_path, self.default)
        if not isinstance(shots, list) or total is None:
            return ()
        seconds = [seconds_of(shot.get(self.item)) if isinstance(shot, dict) else None for shot in shots]
        known = [one for one in seconds if one is not None]
        if len(known) < len(seconds) or sum(known) == total:
            return ()
        longer = "short" if sum(known) < total else "long"
        lasts, by = shown(sum(known)), shown(abs(sum(known) - total))
        what = f"the shots of {self.parameter} last {lasts} s in all"
        message = f"{what}, the video {shown(total)} s ({self.total}): {by} s too {longer}"
        return ((pointer(self.parameter), message),)

    def describe(self) -> str:
        """Say the rule."""
        return f"The `{self.item}` of all `{self.parameter}` sums to `{self.total}`"

    def breach(self, case: Case, pick: Pick) -> None:
        """Make the shots a little too long or too short."""
        total = total_seconds(case.request, self.total_path, self.default) or 1
        give_seconds(case, array=self.parameter, item=self.item, total=total + pick((1, -1, 10)), pick=pick)

    def mend(self, case: Case, pick: Pick) -> None:
        """Give the shots new lengths."""
        total = total_seconds(case.request, self.total_path, self.default) or 1
        give_seconds(case, array=self.parameter, item=self.item, total=total, pick=pick)

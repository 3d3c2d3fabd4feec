"""``sequence``: the indexes of the shots run from 1 without gap or repeat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.media import Media
from validator.path import get, pointer, steps
from validator.rules.kind import Breach, RuleKind, settings
from validator.shape import Shape
from validator.shown import excerpt
from validator.signs import Formula, is_there

__all__ = ["Sequence"]


class Sequence(RuleKind, frozen=True):
    """The *item* of the entries of *parameter* is each number from 1 once, in any order."""

    parameter: str
    path: tuple[str, ...]
    item: str

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        return cls(rule.parameter, steps(rule.parameter), settings(rule, "item")["item"])

    def suspicion(self) -> Formula:
        """Suspect shots."""
        return is_there(self.path)

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report the array when a number is missing or comes twice."""
        shots = get(request, self.path)
        if not isinstance(shots, list):
            return ()
        found = [shot.get(self.item) if isinstance(shot, dict) else None for shot in shots]
        wanted = list(range(1, len(found) + 1))
        if found == wanted:
            return ()
        numbers = [one for one in found if isinstance(one, int | float) and not isinstance(one, bool)]
        if len(numbers) < len(found) or sorted(numbers) == wanted:
            return ()
        shown = excerpt(", ".join(str(number) for number in numbers))
        return (
            (
                pointer(self.parameter),
                f"{self.item} of {self.parameter} should run from 1 to {len(found)} without gap or repeat, not {shown}",
            ),
        )

    def describe(self) -> str:
        """Say the rule."""
        return f"The `{self.item}` of `{self.parameter}` runs from 1 without gap or repeat"

    def breach(self, case: Case, pick: Pick) -> None:
        """Leave a gap at the beginning, or repeat a number."""
        if not case.get(self.parameter):
            case.put_example(self.parameter)
        shots = [shot for shot in case.array(self.parameter) if isinstance(shot, dict)]
        repeat = len(shots) > 1 and pick((False, True))
        for number, shot in enumerate(shots, start=1):
            shot[self.item] = 1 if repeat else number + 1

    def mend(self, case: Case, pick: Pick) -> None:
        """Give the shots new numbers."""
        for number, shot in enumerate(case.array(self.parameter), start=1):
            if isinstance(shot, dict):
                shot[self.item] = number

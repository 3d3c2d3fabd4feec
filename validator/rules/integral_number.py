"""``integral-number``: 5.0 where an integer is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.media import Media
from validator.path import steps, values
from validator.rules.kind import Breach, RuleKind, settings
from validator.shape import Shape
from validator.shown import shown
from validator.signs import Formula, Test, either

__all__ = ["IntegralNumber"]

_WITH_A_POINT = Test({float: True})


class IntegralNumber(RuleKind, frozen=True):
    """No integer of *parameters* is written with a fraction point."""

    parameters: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        settings(rule)
        return cls(tuple(steps(name) for name, parameter in shape.parameters.items() if "integer" in parameter.types))

    def suspicion(self) -> Formula:
        """Suspect a number that is no Python integer."""
        return either(self.parameters, _WITH_A_POINT)

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report each such number."""
        return list(self._written_with_a_point(request))

    def describe(self) -> str:
        """Say the rule."""
        return "Integers are written without a fraction point"

    def breach(self, case: Case, pick: Pick) -> None:
        """Write one with a fraction point."""
        name = ".".join(pick(self.parameters)).replace(".[]", "[]")
        case.put(name, float(case.shape.example(name)))  # on purpose: the point is the breach

    def mend(self, case: Case, pick: Pick) -> None:
        """Write them all without."""
        for path in self.parameters:
            *way, last = path
            for _, holder in list(values(case.request, tuple(way))):
                if isinstance(holder, dict) and type(holder.get(last)) is float:
                    holder[last] = int(holder[last])

    def dead(self, shape: Shape) -> str | None:
        """Dead where there is no integer."""
        return None if self.parameters else "this model takes no integer"

    def _written_with_a_point(self, request: dict[str, Any]) -> Iterator[Breach]:
        for path in self.parameters:
            for at, value in values(request, path):
                if type(value) is float and value.is_integer():
                    better = shown(int(value))
                    what = f"{path[-1]} {value} is an integer by JSON Schema"
                    yield at, f"{what}, but not to a strict parser: write {better}"

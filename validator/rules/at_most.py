"""``at-most``: so many of some things in one request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.media import Media
from validator.path import get, pointer, sent, steps
from validator.rules.kind import Breach, RuleKind, settings
from validator.shape import Shape
from validator.signs import Formula, is_sent

__all__ = ["AtMost", "Groups", "count"]

Groups = tuple[tuple[tuple[str, ...], ...], ...]


def count(request: dict[str, Any], groups: Groups) -> int:
    """Count things: an array counts its items, a group of single parameters counts one however many are sent."""
    total = 0
    for group in groups:
        single = False
        for path in group:
            value = get(request, path)
            if isinstance(value, list):
                total += len(value)
            elif sent(request, path):
                single = True
        total += single
    return total


class AtMost(RuleKind, frozen=True):
    """When *parameter* is sent, the things in *counted* are at most *maximum*; *noun* says what they are."""

    parameter: str
    path: tuple[str, ...]
    maximum: int
    counted: Groups
    noun: str

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        found = settings(rule, "maximum", "counted", "noun")
        groups = tuple(shape.existing(group) for group in found["counted"])
        return cls(
            rule.parameter,
            steps(rule.parameter),
            found["maximum"],
            tuple(group for group in groups if group),
            found["noun"],
        )

    def suspicion(self) -> Formula:
        """Suspect a request that sends the parameter."""
        return is_sent(self.path)

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report the parameter when there are too many."""
        if not sent(request, self.path):
            return ()
        found = count(request, self.counted)
        if found <= self.maximum:
            return ()
        return (
            (
                pointer(self.parameter),
                f"{self.parameter} allows at most {self.maximum} {self.noun} and there are {found}",
            ),
        )

    def describe(self) -> str:
        """Say the rule."""
        return f"With `{self.parameter}` there are at most {self.maximum} {self.noun}"

    def breach(self, case: Case, pick: Pick) -> None:
        """Send so many that it is one too many, or a few more."""
        case.put_example(self.parameter)
        wanted = self.maximum + pick((1, 2, 5))
        arrays = self._arrays(case.shape)
        for group in self.counted:
            if not arrays and not any(sent(case.request, path) for path in group):
                case.put_example(".".join(pick(group)))
        if arrays:
            name = self.parameter if self.parameter in arrays else pick(arrays)
            array = case.array(name)
            while count(case.request, self.counted) < wanted:
                array.append(case.item(name, len(array) + 1))

    def mend(self, case: Case, pick: Pick) -> None:
        """Send fewer, or not the parameter at all."""
        arrays = self._arrays(case.shape)
        while arrays and count(case.request, self.counted) > self.maximum:
            longest = [name for name in arrays if case.get(name) and isinstance(case.get(name), list)]
            if not longest or pick((False, False, True)):
                break
            case.array(pick(longest)).pop()
        if count(case.request, self.counted) > self.maximum:
            case.drop(self.parameter)

    def _arrays(self, shape: Shape) -> list[str]:
        names = [".".join(path) for group in self.counted for path in group]
        return [name for name in names if "array" in shape.parameters[name].types]

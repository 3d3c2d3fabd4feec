"""``required``: a parameter must be sent whenever the rule's condition holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.condition import Condition
from validator.media import Media
from validator.path import ABSENT, get, pointer, steps
from validator.rules.kind import Breach, RuleKind, settings
from validator.shape import Shape
from validator.signs import ANYTHING, WORDS, Formula, No, Sign

__all__ = ["Required"]


class Required(RuleKind, frozen=True):
    """*parameter* must be sent; with *nonempty*, an empty text or array does not count."""

    parameter: str
    path: tuple[str, ...]
    nonempty: bool
    why: str

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        found = settings(rule, optional=("nonempty",))
        return cls(
            rule.parameter, steps(rule.parameter), found.get("nonempty", False), Condition.of(rule, shape).in_words()
        )

    def suspicion(self) -> Formula:
        """Suspect a request without the parameter, or with an empty one."""
        return No(Sign(self.path, WORDS if self.nonempty else ANYTHING))

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report the parameter at the place where it should be."""
        found = get(request, self.path)
        if found is not ABSENT and not (self.nonempty and found in ("", [])):
            return ()
        return ((pointer(self.parameter), f"{self.parameter} is required{self.why}"),)

    def describe(self) -> str:
        """Say the rule."""
        return f"`{self.parameter}` is required{self.why}"

    def breach(self, case: Case, pick: Pick) -> None:
        """Leave it out, or send it empty where that does not count."""
        empty: Any = [] if "array" in case.shape.parameters[self.parameter].types else ""
        if self.nonempty and pick((False, True)):
            case.put(self.parameter, empty)
        else:
            case.drop(self.parameter)

    def mend(self, case: Case, pick: Pick) -> None:
        """Send it."""
        case.put_example(self.parameter)

    def dead(self, shape: Shape) -> str | None:
        """Dead when the structure requires it anyway."""
        return (
            f"`{self.parameter}` is required anyway"
            if shape.always_sent(self.parameter) and not self.nonempty
            else None
        )

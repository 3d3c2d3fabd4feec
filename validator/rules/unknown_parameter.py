"""``unknown-parameter``: a parameter that the contract does not know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from msgspec import Struct

from contracts import Rule
from validator.case import Case, Pick
from validator.errors import nearest
from validator.media import Media
from validator.path import pointer_of, steps
from validator.rules.kind import Breach, RuleKind, settings
from validator.shape import Shape
from validator.shown import excerpt
from validator.signs import STRANGER, Formula, Some, is_there

__all__ = ["UnknownParameter"]

_MANY = 50  # members, beyond which an object holds no slip of the pen, and a hint at each would take seconds
_LONGEST_NAME = 60  # characters of a stranger's name that a known one can resemble


class _Level(Struct, frozen=True):
    """The members that one object may have, and those of the objects and arrays among them."""

    known: frozenset[str]
    inner: Mapping[str, _Level]
    items: _Level | None


class UnknownParameter(RuleKind, frozen=True):
    """Nothing is sent that the contract does not know, at any level."""

    top: _Level
    levels: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        settings(rule)
        return cls(_level(shape, ""), tuple(steps(name) if name else () for name in shape.children))

    def suspicion(self) -> Formula:
        """Suspect a stranger at any level."""
        return Some(tuple(is_there((*level, STRANGER)) for level in self.levels))

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report each stranger."""
        return list(_strangers(request, self.top, []))

    def describe(self) -> str:
        """Say the rule."""
        return "Only documented parameters are sent; others are undocumented"

    def breach(self, case: Case, pick: Pick) -> None:
        """Send a stranger."""
        case.request[pick(("unexpected", "Prompt", "resolution~x", "a/b"))] = pick((1, None, "x", {"deep": []}))

    def mend(self, case: Case, pick: Pick) -> None:
        """Remove every stranger."""
        _remove(case.request, self.top)


def _level(shape: Shape, name: str) -> _Level:
    members = [child for child in shape.children.get(name, ()) if child.key != "[]"]
    inner = {child.key: _level(shape, child.name) for child in members if child.name in shape.children}
    items = _level(shape, f"{name}[]") if name and f"{name}[]" in shape.children else None
    return _Level(frozenset(child.key for child in members), inner, items)


def _strangers(value: Any, level: _Level, place: list[str | int]) -> Iterator[Breach]:
    if isinstance(value, dict):
        for key, member in value.items():
            if key not in level.known:
                near = _near(key, level.known) if len(value) <= _MANY else ""
                yield pointer_of([*place, key]), f"{excerpt(key)} is not a documented parameter{near}"
            elif key in level.inner:
                yield from _strangers(member, level.inner[key], [*place, key])
    elif isinstance(value, list) and level.items is not None:
        for number, item in enumerate(value):
            yield from _strangers(item, level.items, [*place, number])


def _near(key: str, known: frozenset[str]) -> str:
    hint = nearest(key, known) if len(key) <= _LONGEST_NAME and known else ""
    return f"; {hint}" if hint.startswith("did you mean") else ""


def _remove(value: Any, level: _Level) -> None:
    if isinstance(value, dict):
        for key in [key for key in value if key not in level.known]:
            del value[key]
        for key, inner in level.inner.items():
            _remove(value.get(key), inner)
    elif isinstance(value, list) and level.items is not None:
        for item in value:
            _remove(item, level.items)

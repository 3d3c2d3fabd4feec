"""A glance at a request: one walk over it that gathers every sign that somebody asks for, and no pointers or texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from validator.path import steps
from validator.shape import Shape
from validator.signs import ANYTHING, STRANGER, Sign

__all__ = ["Glance"]

_Path = tuple[str, ...]
_TYPES = (str, int, float, bool, type(None), list, dict)


# What a value of one type shows: the bits of its type, what it must be asked for more, and what is inside it.
_Found = tuple[int, tuple[tuple[Callable[[Any], object], int], ...], "_Inside | None"]
# What is inside a value: members by name and type, the bits of a stranger among them, items by type.
_Inside = tuple[dict[str, dict[type, _Found]], int, dict[type, _Found]]
# Plain tuples, because taking a named one apart costs twice as much.


class Glance:
    """Looks a request over, once, for all of *signs*; what it sees is a number with a bit for each sign."""

    def __init__(self, shape: Shape, signs: Iterable[Sign]) -> None:
        self._bits = {sign: 1 << number for number, sign in enumerate(dict.fromkeys(signs))}
        self._known = {steps(name) for name in shape.parameters}
        asked = {sign.path for sign in self._bits if sign.path[-1] != STRANGER}
        self._ways = {path[:length] for path in self._known | asked for length in range(1, len(path) + 1)}
        self._top = self._inside(())

    def look(self, request: dict[str, Any]) -> int:
        """Return the bits of the signs that *request* shows."""
        return _look(request, self._top)

    def shows(self, seen: int, sign: Sign) -> bool:
        """Say whether *sign* is among what was *seen*."""
        return bool(seen & self._bits[sign])

    def _inside(self, holder: _Path) -> _Inside:
        strangers = self._bits.get(Sign((*holder, STRANGER), ANYTHING), 0)
        inner = [path for path in self._ways if path[:-1] == holder and path[-1] != "[]"]
        members = {path[-1]: self._found(path, 0 if path in self._known else strangers) for path in inner}
        return members, strangers, self._found((*holder, "[]"), 0)

    def _found(self, path: _Path, bits: int) -> dict[type, _Found]:
        """Compile what a value at *path* shows, by its type; *bits* whatever it is."""
        deeper = any(way[:-1] == path for way in self._ways)
        inside = self._inside(path) if deeper else None
        tests = [(sign.test, bit) for sign, bit in self._bits.items() if sign.path == path]
        found: dict[type, _Found] = {}
        for kind in _TYPES:
            answers = [(test.types.get(kind, test.others), bit) for test, bit in tests]
            found[kind] = (
                sum((bit for answer, bit in answers if answer is True), start=bits),
                tuple((answer, bit) for answer, bit in answers if not isinstance(answer, bool)),
                inside if kind in (list, dict) else None,
            )
        return found


def _look(value: dict[str, Any], inside: _Inside) -> int:
    members, strangers, _ = inside
    seen = 0
    for name, member in value.items():
        found = members.get(name)
        if found is None:
            seen |= strangers
            continue
        bits, asked, deeper = found[type(member)]
        seen |= bits
        for question, bit in asked:
            if question(member):
                seen |= bit
        if deeper is not None:
            seen |= _look(member, deeper) if type(member) is dict else _look_at_items(member, deeper)
    return seen


def _look_at_items(items: list[Any], inside: _Inside) -> int:
    _, _, by_type = inside
    seen = 0
    for item in items:
        bits, asked, deeper = by_type[type(item)]
        seen |= bits
        for question, bit in asked:
            if question(item):
                seen |= bit
        if deeper is not None and type(item) is dict:
            seen |= _look(item, deeper)
    return seen

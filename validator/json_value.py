"""Python values as JSON has them: what is none is named with its place, and nothing here runs out of stack."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from validator.path import pointer_of
from validator.shown import excerpt, shown

__all__ = ["is_plain", "plain", "problems"]

# No schema of ours looks deeper than six levels, so what stands below this depth cannot change a verdict.
_DEEP = 12
# More than any limit counts to and than float can hold; Python refuses to write integers that are much longer.
_LARGEST = 2**1024
_MANY = 10_000  # members, beyond which the careful way is taken, which reads what is shared only once

_SCALARS = (bool, type(None))

# A place as a chain of steps, so that one step more costs the same at any depth.
_Place = tuple["_Place", str | int] | None


def is_plain(value: object) -> bool:  # noqa: C901, PLR0911, PLR0912 - one loop on the hot path, a branch a type
    """Say fast whether *value* is made of JSON's own types alone, flat and small; a False means: look closer."""
    level: list[Any] = [value if type(value) is dict else [value]]
    budget = _MANY
    for _ in range(_DEEP if type(value) is dict else _DEEP + 1):
        inner = []
        for holder in level:
            budget -= 1 + len(holder)
            if budget < 0:
                return False
            members = holder
            if type(holder) is dict:
                for key in holder:
                    if type(key) is not str or not (key.isascii() or _is_text(key)):
                        return False
                members = holder.values()
            for member in members:
                kind = type(member)
                if kind is str:
                    if not member.isascii() and not _is_text(member):
                        return False
                elif kind is dict or kind is list:
                    inner.append(member)
                elif kind is int:
                    if not -_LARGEST <= member <= _LARGEST:
                        return False
                elif kind is float:
                    if not math.isfinite(member):
                        return False
                elif kind not in _SCALARS:
                    return False
        if not inner:
            return True
        level = inner
    return False


def problems(value: object) -> Iterator[tuple[str, str]]:
    """Yield ``(JSON Pointer, what is wrong)`` for whatever in *value* JSON cannot say, at any depth."""
    open_: set[int] = set()
    seen: set[int] = set()
    stack: list[tuple[_Place, Any, bool]] = [(None, value, False)]
    while stack:
        place, item, leaving = stack.pop()
        if leaving:
            open_.discard(id(item))
            continue
        if isinstance(item, Mapping | list | tuple):
            if id(item) in open_:
                yield _pointer(place), "contains itself, which JSON cannot say"
                continue
            if id(item) in seen:
                continue
            seen.add(id(item))
            open_.add(id(item))
            stack.append((place, item, True))
            pairs = list(item.items()) if isinstance(item, Mapping) else list(enumerate(item))
            for key, member in pairs:
                if isinstance(item, Mapping) and not (isinstance(key, str) and _is_text(key)):
                    yield _pointer(place), f"has the member name {_name(key)}, which JSON cannot say"
                else:
                    stack.append(((place, key), member, False))
        else:
            wrong = _problem(item)
            if wrong:
                yield _pointer(place), wrong


def plain(value: object) -> Any:
    """
    Copy *value* into JSON's own types, cut off below the depth that any schema looks at.

    *value* has no `problems`; subclasses, tuples and finite Decimals become what ``json.dumps`` would write.
    """
    return _plain(value, 0, {})[0]


def _plain(value: Any, depth: int, done: dict[tuple[int, int], tuple[Any, int]]) -> tuple[Any, int]:
    """Return the copy and how many values it would be if nothing in it were shared."""
    if not isinstance(value, Mapping | list | tuple):
        return _plain_scalar(value), 1
    key = (id(value), depth)
    if key in done:
        # What refers to itself ten times on each of many levels is small in memory and endless when written out.
        copy, size = done[key]
        return (copy, size) if size < _MANY else (type(copy)(), 1)
    if depth == _DEEP:
        copies: list[tuple[Any, int]] = []
    elif isinstance(value, Mapping):
        copies = [_plain(member, depth + 1, done) for member in value.values()]
    else:
        copies = [_plain(member, depth + 1, done) for member in value]
    members = [copy for copy, _ in copies]
    names = [str.__str__(name) for name in value] if isinstance(value, Mapping) else []
    copy = dict(zip(names, members, strict=False)) if isinstance(value, Mapping) else members
    done[key] = (copy, 1 + sum(size for _, size in copies))
    return done[key]


def _plain_scalar(value: Any) -> Any:
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Decimal):
        whole = value.as_tuple().exponent == 0
        return _plain_scalar(int(value)) if whole else float(value)  # on purpose: JSON's own number
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return max(-_LARGEST, min(int(value), _LARGEST))
    return float(value)  # on purpose: JSON's own number, whatever the subclass


def _problem(item: object) -> str | None:
    if isinstance(item, str):
        return None if _is_text(item) else "holds a lone surrogate, which is no character"
    if isinstance(item, bool | int | None):
        return None
    if isinstance(item, Decimal) and not item.is_finite():
        return f"is {excerpt(str(item))}, which JSON cannot say"
    if isinstance(item, float | Decimal):
        return None if math.isfinite(item) else f"is {excerpt(str(item))}, more than a number can hold"
    return f"is a Python {type(item).__name__}, which JSON cannot say"


def _name(key: object) -> str:
    return shown(key) if isinstance(key, str) else f"of the Python type {type(key).__name__}"


def _pointer(place: _Place) -> str:
    steps: list[str | int] = []
    while place is not None:
        place, step = place
        steps.append(step)
    return pointer_of(steps[::-1])


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

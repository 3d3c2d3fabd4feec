"""Looks at the fields of an answer: what is there, of which type, and what is there that nobody documents."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

__all__ = ["ABSENT", "is_type", "reach", "shown_value", "strangers"]

_LONGEST = 60


class _Absent:
    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "nothing"


ABSENT: Final = _Absent()
"""Stands for a field that is not there, or is null."""


def reach(value: object, name: str) -> Iterator[object]:
    """
    Yield what stands at the dotted *name*; ``[]`` stands for each item of a list.

    >>> list(reach({"data": [{"id": 1}, {}]}, "data[].id"))
    [1, nothing]
    """
    first, _, rest = name.partition(".")
    key, items, _ = first.partition("[]")
    found = value.get(key) if isinstance(value, Mapping) else None
    inner = found if items and isinstance(found, list) else [found] if not items else [None]
    for one in inner:
        if rest:
            yield from reach(one, rest)
        else:
            yield ABSENT if one is None else one


def is_type(value: object, name: str) -> bool:
    """Whether a JSON value, its fractions read as Decimal, is of the type called *name*."""
    if isinstance(value, bool):
        return name == "boolean"
    kinds: dict[str, type | tuple[type, ...]] = {
        "string": str,
        "integer": int,
        "number": (int, Decimal),
        "array": list,
        "object": dict,
    }
    return name in kinds and isinstance(value, kinds[name])


def strangers(value: object, names: Collection[str]) -> Iterator[str]:
    """Yield the dotted name of each member that is not in *names*; within a field without fields all is free."""
    tree: dict[str, Any] = {}
    for name in names:
        branch = tree
        for part in name.split("."):
            branch = branch.setdefault(part, {})
    yield from dict.fromkeys(_strangers(value, tree, ""))


def shown_value(value: object) -> str:
    """Write a value for a message, cut where it is long."""
    text = str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else repr(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."


def _strangers(value: object, tree: Mapping[str, Any], at: str) -> Iterator[str]:
    if not isinstance(value, dict) or not tree:
        return
    for key, one in value.items():
        if key in tree:
            yield from _strangers(one, tree[key], f"{at}{key}.")
        elif f"{key}[]" in tree:
            for item in one if isinstance(one, list) else ():
                yield from _strangers(item, tree[f"{key}[]"], f"{at}{key}[].")
        else:
            yield f"{at}{str(key)[:_LONGEST]}"

"""The JSON Schema of what a route shows as its type has it: the type is the only place where its members stand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from msgspec import Struct

from mockserver.web.control.schema import (
    Schema,
    anything,
    flag,
    instant,
    keyed,
    null_or,
    record,
    rows,
    span,
    string,
    whole,
)

__all__ = ["components", "of_type"]

_PLAIN: Mapping[Any, Schema] = {
    Any: anything(),
    bool: flag(),
    int: whole(least=None),
    str: string(),
    Decimal: string("an exact number"),
    datetime: instant(),
    timedelta: span(),
}


def of_type(kind: Any) -> Schema:
    """
    Return the schema of a type's JSON; one with members of its own is a reference into `components`.

    >>> of_type(tuple[int, ...])
    {'type': 'array', 'items': {'type': 'integer'}}
    """
    if kind in _PLAIN:
        return _PLAIN[kind]
    if get_origin(kind) in {Union, UnionType}:
        return _union([one for one in get_args(kind) if one is not NoneType], maybe=NoneType in get_args(kind))
    if _has_members(kind):
        return {"$ref": f"#/components/schemas/{kind.__name__}"}
    *_, last = (one for one in get_args(kind) if one is not ...)
    return keyed(of_type(last)) if issubclass(get_origin(kind) or kind, Mapping) else rows(of_type(last))


def components(kinds: Iterable[Any]) -> dict[str, Schema]:
    """Return the schemas of *kinds*, and of all that they hold, by their names."""
    found: dict[str, Schema] = {}
    waiting = list(kinds)
    while waiting:
        kind = waiting.pop()
        if kind.__name__ in found:
            continue
        members = get_type_hints(kind)
        found[kind.__name__] = record({name: of_type(one) for name, one in members.items()})
        waiting += (inner for one in members.values() for inner in _held(one))
    return dict(sorted(found.items()))


def _union(kinds: list[Any], *, maybe: bool) -> Schema:
    schema = of_type(kinds[0]) if len(kinds) == 1 else {"anyOf": [of_type(one) for one in kinds]}
    return null_or(schema) if maybe else schema


def _held(kind: Any) -> Iterator[Any]:
    if _has_members(kind):
        yield kind
    for one in get_args(kind):
        yield from _held(one)


def _has_members(kind: Any) -> bool:
    named_tuple = isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")
    return named_tuple or is_dataclass(kind) or (isinstance(kind, type) and issubclass(kind, Struct))

"""Words in which the control routes say what they take and answer: each makes a piece of JSON Schema."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from mockserver.core.clock import GIVEN_PATTERN, MODES
from mockserver.core.span import LONGEST_TEXT, SPAN_PATTERN

__all__ = [
    "PACE",
    "Schema",
    "anything",
    "flag",
    "given_instant",
    "instant",
    "keyed",
    "null_or",
    "number",
    "one_of",
    "record",
    "rows",
    "span",
    "string",
    "whole",
]

Schema: TypeAlias = Mapping[str, Any]
"""JSON Schema, in the dialect of OpenAPI 3.1."""

_RATE = r"[0-9]{1,9}(\.[0-9]{1,9})?"


def string(meaning: str = "", **limits: Any) -> Schema:
    """Say: a text."""
    return _said({"type": "string", **limits}, meaning)


def whole(meaning: str = "", *, least: int | None = 0, most: int | None = None) -> Schema:
    """Say: a whole number, from *least* to *most*."""
    bounds = {"minimum": least, "maximum": most}
    return _said({"type": "integer"} | {name: bound for name, bound in bounds.items() if bound is not None}, meaning)


def number(meaning: str = "") -> Schema:
    """Say: a number, with or without a fraction."""
    return _said({"type": "number"}, meaning)


def flag(meaning: str = "") -> Schema:
    """Say: true or false."""
    return _said({"type": "boolean"}, meaning)


def instant(meaning: str = "") -> Schema:
    """Say: an instant as RFC 3339 has it."""
    return string(meaning, format="date-time")


def given_instant(meaning: str = "") -> Schema:
    """Say: an instant that a clock can have."""
    return string(meaning, format="date-time", pattern=GIVEN_PATTERN)


def span(meaning: str = "") -> Schema:
    """Say: a length of time such as ``1h30m``."""
    return string(meaning, pattern=f"^(0|{SPAN_PATTERN})$", maxLength=LONGEST_TEXT)


def one_of(options: Iterable[str], meaning: str = "") -> Schema:
    """Say: one of these words."""
    return string(meaning, enum=[str(option) for option in options])


def rows(items: Schema, meaning: str = "", **limits: Any) -> Schema:
    """Say: a list of these."""
    return _said({"type": "array", "items": items, **limits}, meaning)


def record(members: Mapping[str, Schema], meaning: str = "", *, optional: Iterable[str] = ()) -> Schema:
    """Say: an object with these members, all but the *optional* ones always, and no others."""
    left_out = frozenset(optional)
    required = [name for name in members if name not in left_out]
    shape = {"type": "object", "properties": dict(members), "additionalProperties": False}
    return _said(shape | ({"required": required} if required else {}), meaning)


def keyed(values: Schema, meaning: str = "") -> Schema:
    """Say: an object with any names, each with such a value."""
    return _said({"type": "object", "additionalProperties": values}, meaning)


def anything(meaning: str = "") -> Schema:
    """Say: any JSON value."""
    return _said({}, meaning)


def null_or(schema: Schema) -> Schema:
    """Say: this, or null."""
    inner = {name: value for name, value in schema.items() if name != "description"}
    meaning = schema.get("description", "")
    return _said({"anyOf": [inner, {"type": "null"}]}, meaning)


def _said(schema: Schema, meaning: str) -> Schema:
    return {**schema, "description": meaning} if meaning else schema


PACE = string(
    f"{', '.join(MODES)}; scaled with its factor, such as scaled:60",
    pattern=f"^({'|'.join(mode if mode != 'scaled' else f'scaled:{_RATE}' for mode in MODES)})$",
)
"""How a clock runs."""

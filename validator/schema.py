"""The JSON Schema (2020-12) of one model's request, derived from its contract."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from contracts import Parameter
from validator.shape import Shape

__all__ = ["KEYWORDS", "fragment", "json_schema"]

# JSON Schema keyword -> attribute of a parameter. `pattern` and `not` belong to the rule called `format`.
KEYWORDS = {
    "enum": "enum",
    "minimum": "minimum",
    "maximum": "maximum",
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_items",
    "maxItems": "max_items",
}

# Written so that every regular expression engine reads them alike: no `$`, no classes of its own.
_FORMATS: dict[str, dict[str, Any]] = {
    "url": {"pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"},
    "digits": {"pattern": "[1-9]", "not": {"pattern": "[^0-9]"}},
}


def json_schema(shape: Shape, *, closed: bool = False) -> dict[str, Any]:
    """
    Return the schema of *shape*.

    It says what one parameter may be; rules across parameters are the judge's. With *closed*, undocumented
    members are refused, as under the reading ``unknown-parameter=error``.
    """
    contract = shape.contract
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:klingmock:request:{contract.model}",
        "title": contract.title,
        "description": contract.summary,
        **_object(shape, "", closed=closed),
    }


def fragment(parameter: Parameter) -> dict[str, Any]:
    """Return the schema of one parameter without what it holds."""
    found: dict[str, Any] = {"type": parameter.types[0] if len(parameter.types) == 1 else list(parameter.types)}
    for keyword, attribute in KEYWORDS.items():
        value = getattr(parameter, attribute)
        if value is not None and value != ():
            found[keyword] = _plain(value)
    if parameter.format:
        only_text = _FORMATS[parameter.format]
        found |= only_text if parameter.types == ("string",) else {"if": {"type": "string"}, "then": only_text}
    return found


def _object(shape: Shape, name: str, *, closed: bool) -> dict[str, Any]:
    members = [child for child in shape.children.get(name, ()) if child.key != "[]"]
    required = [child.key for child in members if child.required]
    found: dict[str, Any] = {
        "type": "object",
        "properties": {child.key: _described(shape, child, closed=closed) for child in members},
    }
    if required:
        found["required"] = required
    if closed:
        found["additionalProperties"] = False
    return found


def _described(shape: Shape, parameter: Parameter, *, closed: bool) -> dict[str, Any]:
    found = {
        "description": parameter.summary,
        **fragment(parameter),
        "examples": [parameter.example],
    }
    if parameter.default is not None:
        found["default"] = parameter.default
    if parameter.name in shape.children:
        if "array" in parameter.types:
            item = shape.parameters[f"{parameter.name}[]"]
            found["items"] = _described(shape, item, closed=closed)
        else:
            found |= _object(shape, parameter.name, closed=closed)
    return found


def _plain(value: object) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return float(value) if isinstance(value, Decimal) else value  # on purpose: JSON Schema has JSON's numbers

"""One parameter of a model: its name, type and limits, and what changes in it under another reading."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from contracts.context import Context
from contracts.dispute import Only, Variant
from contracts.source import Source
from contracts.table import Table

__all__ = ["FORMATS", "MEDIA", "TYPES", "Parameter", "read_parameters"]

TYPES = ("string", "integer", "number", "boolean", "array", "object")
FORMATS = ("url", "digits")
MEDIA = ("image", "video")

_Number = int | Decimal

_BOUNDS = (("minimum", "maximum"), ("min_length", "max_length"), ("min_items", "max_items"))

# What a variant may set, and of which type.
_SETTABLE: Mapping[str, type | tuple[type, ...]] = {
    "type": (str, list),
    "enum": list,
    "minimum": (int, Decimal),
    "maximum": (int, Decimal),
    "min_length": int,
    "max_length": int,
    "min_items": int,
    "max_items": int,
    "format": str,
    "required": bool,
    "default": object,
}


class Parameter(NamedTuple):
    """
    One parameter; nested names are dotted and ``[]`` stands for each item: ``model_params.multi_prompt[].prompt``.

    `default` is None where the documentation names none. Lengths count Unicode code points.
    """

    name: str
    types: tuple[str, ...]
    summary: str
    example: Any
    standing: str
    source: Source
    required: bool = False
    enum: tuple[str, ...] = ()
    minimum: _Number | None = None
    maximum: _Number | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_items: int | None = None
    max_items: int | None = None
    format: str | None = None
    media: str | None = None
    default: Any = None
    dispute: str | None = None
    only: Only | None = None
    variants: tuple[Variant, ...] = ()

    @property
    def parent(self) -> str:
        """The name of what holds this parameter; "" for the request itself."""
        if self.name.endswith("[]"):
            return self.name.removesuffix("[]")
        return self.name.rpartition(".")[0]

    @property
    def key(self) -> str:
        """The member name inside the parent; "[]" for an item."""
        return "[]" if self.name.endswith("[]") else self.name.rpartition(".")[2]

    def under(self, readings: Mapping[str, str]) -> Parameter | None:
        """Return the parameter as *readings* have it; None when it does not exist under them."""
        if self.only is not None and not self.only.holds(readings):
            return None
        changes: dict[str, Any] = {}
        for variant in self.variants:
            if variant.only.holds(readings):
                changes |= variant.changes
        return self.changed(changes)

    def changed(self, changes: Mapping[str, Any]) -> Parameter:
        """Return the parameter with *changes*, as a variant states them."""
        fields = dict(changes)
        if "type" in fields:
            fields["types"] = _types(fields.pop("type"))
        if "enum" in fields:
            fields["enum"] = tuple(fields["enum"])
        return self._replace(**fields)


def read_parameters(top: Table, context: Context) -> dict[str, Parameter]:
    """Read every ``[[parameters]]`` table: names are unique, and what holds a parameter comes before it."""
    parameters: dict[str, Parameter] = {}
    for table in top.tables("parameters"):
        parameter = _read(table, context)
        if parameter.name in parameters:
            table.refuse("is listed twice", "name")
        if parameter.parent:
            holder = parameters.get(parameter.parent)
            wanted = "array" if parameter.key == "[]" else "object"
            if holder is None or wanted not in holder.types:
                table.refuse(f"needs {parameter.parent!r}, of type {wanted}, before it", "name")
        parameters[parameter.name] = parameter
    return parameters


def _read(table: Table, context: Context) -> Parameter:
    parameter = Parameter(
        name=table.text("name"),
        types=_types(table.value("type", (str, list))),
        summary=table.text("summary"),
        example=table.value("example"),
        standing=context.standing_of(table),
        source=context.source(table),
        required=table.value("required", bool, default=False),
        enum=table.texts("enum"),
        minimum=table.value("minimum", (int, Decimal), default=None),
        maximum=table.value("maximum", (int, Decimal), default=None),
        min_length=table.value("min_length", int, default=None),
        max_length=table.value("max_length", int, default=None),
        min_items=table.value("min_items", int, default=None),
        max_items=table.value("max_items", int, default=None),
        format=table.text("format", options=FORMATS, default=None),
        media=table.text("media", options=MEDIA, default=None),
        default=table.value("default", default=None),
        dispute=context.dispute(table),
        only=context.only(table),
        variants=context.variants(table),
    )
    table.close()
    _refuse_nonsense(table, parameter)
    return parameter


def _refuse_nonsense(table: Table, parameter: Parameter) -> None:
    _refuse_impossible(table, parameter)
    for variant in parameter.variants:
        for key, value in variant.changes.items():
            if key not in _SETTABLE:
                known = ", ".join(_SETTABLE)
                table.refuse(f"cannot set {key!r}; a variant may set {known}", "variants")
            if not isinstance(value, _SETTABLE[key]):
                table.refuse(f"sets {key!r} to {value!r}, which is of the wrong type", "variants")
        _refuse_impossible(table, parameter.changed(variant.changes))


def _refuse_impossible(table: Table, parameter: Parameter) -> None:
    if not parameter.types or any(one not in TYPES for one in parameter.types):
        table.refuse(f"must be one or more of {', '.join(TYPES)}", "type")
    if parameter.enum and parameter.default is not None and parameter.default not in parameter.enum:
        table.refuse(f"{parameter.default!r} is not one of the options", "default")
    for low, high in _BOUNDS:
        least, most = getattr(parameter, low), getattr(parameter, high)
        if least is not None and most is not None and least > most:
            table.refuse(f"is above {high}", low)


def _types(found: str | list[str]) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else tuple(found)

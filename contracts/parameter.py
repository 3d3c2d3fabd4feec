"""One parameter of a model: its name, type and limits, and what changes in it under another reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from contracts.dispute import Dispute, Only, Variant, read_only, read_variants
from contracts.source import STANDINGS, Source, Sources, read_source
from contracts.table import Table

__all__ = ["FORMATS", "MEDIA", "TYPES", "Parameter", "read_parameters"]

TYPES = ("string", "integer", "number", "boolean", "array", "object")
FORMATS = ("url", "digits")
MEDIA = ("image", "video")

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Parameter:
    """
    One parameter; nested names are dotted and ``[]`` stands for each item: ``model_params.multi_prompt[].prompt``.

    `default` is None where the documentation names none. Lengths count Unicode code points, items and values as they are.
    """

    name: str
    types: tuple[str, ...]
    summary: str
    example: Any
    standing: str
    source: Source
    required: bool = False
    enum: tuple[str, ...] = ()
    minimum: Number | None = None
    maximum: Number | None = None
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
        if "type" in changes:
            changes["types"] = _types(changes.pop("type"))
        if "enum" in changes:
            changes["enum"] = tuple(changes["enum"])
        return replace(self, **changes)


def read_parameters(top: Table, sources: Sources, disputes: Mapping[str, Dispute], *, standing: str) -> dict[str, Parameter]:
    """Read every ``[[parameters]]`` table: names are unique, parents come first and can hold what they hold."""
    parameters: dict[str, Parameter] = {}
    for table in top.tables("parameters"):
        parameter = _read(table, sources, disputes, standing=standing)
        if parameter.name in parameters:
            table.refuse("is listed twice", "name")
        if parameter.parent:
            holder = parameters.get(parameter.parent)
            wanted = "array" if parameter.key == "[]" else "object"
            if holder is None or wanted not in holder.types:
                table.refuse(f"needs {parameter.parent!r}, of type {wanted}, before it", "name")
        parameters[parameter.name] = parameter
    return parameters


def _read(table: Table, sources: Sources, disputes: Mapping[str, Dispute], *, standing: str) -> Parameter:
    dispute = table.text("dispute", default=None)
    if dispute is not None and dispute not in disputes:
        table.refuse(f"{dispute!r} is not in disputes.toml", "dispute")
    parameter = Parameter(
        name=table.text("name"),
        types=_types(table.value("type", (str, list))),
        summary=table.text("summary"),
        example=table.value("example"),
        standing=table.text("standing", options=STANDINGS, default=standing),
        source=read_source(table, sources),
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
        dispute=dispute,
        only=read_only(table, disputes),
        variants=read_variants(table, sources, disputes),
    )
    table.close()
    _refuse_nonsense(table, parameter)
    return parameter


def _refuse_nonsense(table: Table, parameter: Parameter) -> None:
    strangers = [name for name in parameter.types if name not in TYPES]
    if strangers:
        table.refuse(f"{strangers[0]!r} is not one of {', '.join(TYPES)}", "type")
    if parameter.enum and parameter.default is not None and parameter.default not in parameter.enum:
        table.refuse(f"{parameter.default!r} is not one of the options", "default")
    settable = {"type", "enum", "minimum", "maximum", "min_length", "max_length", "min_items", "max_items", "format", "required", "default"}
    for variant in parameter.variants:
        unknown = sorted(set(variant.changes) - settable)
        if unknown:
            table.refuse(f"cannot set {unknown[0]!r}; a variant may set {', '.join(sorted(settable))}", "variants")
    for low, high in (("minimum", "maximum"), ("min_length", "max_length"), ("min_items", "max_items")):
        least, most = getattr(parameter, low), getattr(parameter, high)
        if least is not None and most is not None and least > most:
            table.refuse(f"is above {high}", low)


def _types(found: str | list[str]) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else tuple(found)

"""The task that answers carry: its constants for one model, and its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from contracts.context import Context
from contracts.dispute import Variant
from contracts.parameter import TYPES
from contracts.source import Source
from contracts.table import Table

__all__ = ["ResponseField", "TaskShape", "read_response", "read_task"]

_BILLING_RULES = ("per_call", "per_token", "per_second")


class ResponseField(NamedTuple):
    """
    One field of the task in an answer.

    `on` names the operations, `states` the task states that carry it; no states means all of them.
    """

    name: str
    type: str
    on: tuple[str, ...]
    states: tuple[str, ...]
    standing: str
    source: Source
    enum: tuple[str, ...] = ()
    items: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    unit: str | None = None
    dispute: str | None = None


class TaskShape(NamedTuple):
    """
    The constants of this model's tasks.

    `result` is video or element; `estimated_seconds` is the gateway's own estimate.
    """

    object: str
    type: str
    estimated_seconds: int
    billing_rule: str
    result: str
    standing: str
    source: Source
    variants: tuple[Variant, ...] = ()

    def under(self, readings: Mapping[str, str]) -> TaskShape:
        """Return the shape as *readings* have it."""
        changes: dict[str, Any] = {}
        for variant in self.variants:
            if variant.only.holds(readings):
                changes |= variant.changes
        return self._replace(**changes)


def read_task(table: Table, context: Context) -> TaskShape:
    """Read ``[task]``."""
    shape = TaskShape(
        object=table.text("object"),
        type=table.text("type"),
        estimated_seconds=table.value("estimated_seconds", int),
        billing_rule=table.text("billing_rule", options=_BILLING_RULES),
        result=table.text("result", options=("video", "element")),
        standing=context.standing_of(table),
        source=context.source(table),
        variants=context.variants(table),
    )
    table.close()
    for variant in shape.variants:
        if set(variant.changes) != {"billing_rule"} or variant.changes["billing_rule"] not in _BILLING_RULES:
            table.refuse(f"may set billing_rule only, to one of {', '.join(_BILLING_RULES)}", "variants")
    return shape


def read_response(top: Table, context: Context) -> tuple[ResponseField, ...]:
    """Read every ``[[response]]`` table: each field once."""
    fields: dict[str, ResponseField] = {}
    for table in top.tables("response"):
        field = _read_field(table, context)
        if field.name in fields:
            table.refuse("is listed twice", "name")
        fields[field.name] = field
    return tuple(fields.values())


def _read_field(table: Table, context: Context) -> ResponseField:
    field = ResponseField(
        name=table.text("name"),
        type=table.text("type", options=TYPES),
        on=table.texts("on"),
        states=table.texts("states"),
        standing=context.standing_of(table),
        source=context.source(table),
        enum=table.texts("enum"),
        items=table.text("items", options=TYPES, default=None),
        minimum=table.value("minimum", int, default=None),
        maximum=table.value("maximum", int, default=None),
        unit=table.text("unit", default=None),
        dispute=context.dispute(table),
    )
    table.close()
    strangers = sorted(set(field.on) - {"create", "query"})
    if strangers or not field.on:
        table.refuse(f"{', '.join(strangers) or 'nothing'} is not one of create, query", "on")
    return field

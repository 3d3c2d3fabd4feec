"""One model's whole contract: parameters, rules, billing, and the task that answers carry."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from contracts.billing import Billing, read_billing
from contracts.dispute import Dispute, Variant, read_variants
from contracts.errors import ContractError
from contracts.parameter import Parameter, read_parameters
from contracts.rule import Rule, read_rules
from contracts.source import STANDINGS, Source, Sources, read_source
from contracts.table import Table

__all__ = ["Contract", "ResponseField", "TaskShape", "parse_contract", "parse_toml"]


@dataclass(frozen=True, slots=True)
class ResponseField:
    """One field of the task in an answer; `on` names the operations, `states` the task states that carry it (empty: all)."""

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


@dataclass(frozen=True, slots=True)
class TaskShape:
    """The constants of this model's tasks; `result` is video or element, `estimated_seconds` is the gateway's own estimate."""

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
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Contract:
    """Everything that is known about one model."""

    model: str
    prefix: str
    title: str
    family: str
    standing: str
    summary: str
    source: Source
    parameters: Mapping[str, Parameter]
    rules: tuple[Rule, ...]
    billing: Billing
    task: TaskShape
    response: tuple[ResponseField, ...]

    def disputes(self) -> tuple[str, ...]:
        """Name every dispute that something in this contract hangs on, sorted."""
        return tuple(sorted(set(self._disputes())))

    def _disputes(self) -> Iterator[str]:
        for parameter in self.parameters.values():
            yield from (parameter.dispute,) if parameter.dispute else ()
            yield from (parameter.only.dispute,) if parameter.only else ()
            yield from (variant.only.dispute for variant in parameter.variants)
        yield from (rule.dispute for rule in self.rules if rule.dispute)
        billing = self.billing
        yield from (one.only.dispute for one in (*billing.tiers, *billing.rates, *billing.bases, *billing.seconds) if one.only)
        yield from (variant.only.dispute for variant in self.task.variants)
        yield from (field.dispute for field in self.response if field.dispute)


def parse_toml(text: str, *, file: str) -> dict[str, Any]:
    """
    Parse TOML with exact numbers.

    Raises:
        ContractError: The text is no TOML.
    """
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ContractError(f"is no TOML: {error}", file=file, table="") from error


def parse_contract(text: str, *, file: str, sources: Sources, disputes: Mapping[str, Dispute]) -> Contract:
    """
    Read one model file.

    Raises:
        ContractError: Something in it is unknown, dangling, missing or contradictory.
    """
    top = Table(parse_toml(text, file=file), file=file, name="")
    standing = top.text("standing", options=STANDINGS)
    prefix = top.text("prefix")
    parameters = read_parameters(top, sources, disputes, standing=standing)
    contract = Contract(
        model=top.text("model"),
        prefix=prefix,
        title=top.text("title"),
        family=top.text("family"),
        standing=standing,
        summary=top.text("summary"),
        source=read_source(top, sources),
        parameters=parameters,
        rules=read_rules(top, sources, disputes, parameters=parameters, prefix=prefix, standing=standing),
        billing=read_billing(top.table("billing"), sources, disputes, parameters=parameters, standing=standing),
        task=_read_task(top.table("task"), sources, disputes),
        response=tuple(_read_response(table, sources, disputes) for table in top.tables("response")),
    )
    top.close()
    if parameters.get("model") is None or parameters["model"].enum != (contract.model,):
        top.refuse(f"the first parameter must be `model` with the one option {contract.model!r}", "parameters")
    return contract


def _read_task(table: Table, sources: Sources, disputes: Mapping[str, Dispute]) -> TaskShape:
    shape = TaskShape(
        object=table.text("object"),
        type=table.text("type"),
        estimated_seconds=table.value("estimated_seconds", int),
        billing_rule=table.text("billing_rule", options=("per_call", "per_token", "per_second")),
        result=table.text("result", options=("video", "element")),
        standing=table.text("standing", options=STANDINGS),
        source=read_source(table, sources),
        variants=read_variants(table, sources, disputes),
    )
    table.close()
    return shape


def _read_response(table: Table, sources: Sources, disputes: Mapping[str, Dispute]) -> ResponseField:
    dispute = table.text("dispute", default=None)
    if dispute is not None and dispute not in disputes:
        table.refuse(f"{dispute!r} is not in disputes.toml", "dispute")
    field = ResponseField(
        name=table.text("name"),
        type=table.text("type", options=("string", "integer", "number", "boolean", "array", "object")),
        on=table.texts("on"),
        states=table.texts("states"),
        standing=table.text("standing", options=STANDINGS),
        source=read_source(table, sources),
        enum=table.texts("enum"),
        items=table.text("items", default=None),
        minimum=table.value("minimum", int, default=None),
        maximum=table.value("maximum", int, default=None),
        unit=table.text("unit", default=None),
        dispute=dispute,
    )
    strangers = sorted(set(field.on) - {"create", "query"})
    if strangers:
        table.refuse(f"{strangers[0]!r} is not one of create, query", "on")
    table.close()
    return field

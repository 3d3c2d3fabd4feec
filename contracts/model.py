"""One model's whole contract: parameters, rules, billing, and the task that answers carry."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any, NamedTuple

from contracts.billing import Billing
from contracts.context import Context
from contracts.dispute import Dispute
from contracts.errors import ContractError
from contracts.number import exact
from contracts.parameter import Parameter, read_parameters
from contracts.rate_card import read_billing
from contracts.rule import Rule, read_rules
from contracts.source import STANDINGS, Source, Sources
from contracts.table import Table
from contracts.task import ResponseField, TaskShape, read_response, read_task

__all__ = ["Contract", "parse_contract", "parse_toml"]


class Contract(NamedTuple):
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
        yield from (only.dispute for only in self.billing.onlys())
        yield from (variant.only.dispute for variant in self.task.variants)
        yield from (field.dispute for field in self.response if field.dispute)


def parse_toml(text: str, *, file: str) -> dict[str, Any]:
    """
    Parse TOML with exact numbers.

    Raises:
        ContractError: The text is no TOML, or has a date or a time, which JSON does not have.
    """
    try:
        found = tomllib.loads(text, parse_float=exact)
    except (ValueError, RecursionError) as error:
        raise ContractError(f"is no TOML: {error}", file=file, table="") from error
    for key, value in _members("", found):
        if isinstance(value, date | time):
            raise ContractError(f"{value} is a date or a time; write it as text", file=file, table="", key=key)
    return found


def _members(key: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield every value within *value*, with the key that it stands under."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _members(name, one)
    elif isinstance(value, list):
        for one in value:
            yield from _members(key, one)
    else:
        yield key, value


def parse_contract(text: str, *, file: str, sources: Sources, disputes: Mapping[str, Dispute]) -> Contract:
    """
    Read one model file.

    Raises:
        ContractError: Something in it is unknown, dangling, missing or contradictory.
    """
    top = Table(parse_toml(text, file=file), file=file, name="")
    standing = top.text("standing", options=STANDINGS)
    context = Context(sources, disputes, standing)
    prefix = top.text("prefix")
    parameters = read_parameters(top, context)
    contract = Contract(
        model=top.text("model"),
        prefix=prefix,
        title=top.text("title"),
        family=top.text("family"),
        standing=standing,
        summary=top.text("summary"),
        source=context.source(top),
        parameters=parameters,
        rules=read_rules(top, context, parameters=parameters, prefix=prefix),
        billing=read_billing(top.table("billing"), context, parameters),
        task=read_task(top.table("task"), context),
        response=read_response(top, context),
    )
    top.close()
    if "model" not in parameters or parameters["model"].enum != (contract.model,):
        top.refuse(f"`model` must have the one option {contract.model!r}", "parameters")
    return contract

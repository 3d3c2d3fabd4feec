"""One rule across parameters, as the contract states it: what it is about, when it applies and how hard it bites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contracts.dispute import Dispute
from contracts.parameter import Parameter
from contracts.source import STANDINGS, Source, Sources, read_source
from contracts.table import Table

__all__ = ["SEVERITIES", "Rule", "read_rules"]

SEVERITIES = ("error", "note", "off")

# The keys of a rule's `with` table that name parameters; every other key belongs to the rule kind.
_NAMING = ("parameters", "companions", "counted", "texts", "total")


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One rule.

    `severity` maps the readings of `dispute` to error, note or off; without a dispute its only key is "".
    The rule applies when each parameter in `when` has one of the values given (a parameter left out has its default),
    none in `when_not` all have theirs, one of `given` is sent and none of `unless` is.
    `settings` is for the rule kind. `task_error` is the code of the task that fails when the gateway finds out late.
    """

    id: str
    kind: str
    severity: Mapping[str, str]
    standing: str
    source: Source
    parameter: str = ""
    when: Mapping[str, Any] | None = None
    when_not: Mapping[str, Any] | None = None
    given: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    settings: Mapping[str, Any] | None = None
    dispute: str | None = None
    task_error: str | None = None
    summary: str = ""

    def severity_under(self, readings: Mapping[str, str]) -> str:
        """Say how hard the rule bites under *readings*."""
        return self.severity.get(readings[self.dispute] if self.dispute else "", self.severity.get("", "error"))

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield each parameter that the rule names, with the key that names it."""
        if self.parameter:
            yield "parameter", self.parameter
        for key, found in (("when", self.when), ("when_not", self.when_not), ("given", self.given), ("unless", self.unless)):
            for name in found or ():
                yield key, name
        for key, value in (self.settings or {}).items():
            if key in _NAMING:
                for name in _flat(value):
                    yield f"with.{key}", name


def read_rules(
    top: Table,
    sources: Sources,
    disputes: Mapping[str, Dispute],
    *,
    parameters: Mapping[str, Parameter],
    prefix: str,
    standing: str,
) -> tuple[Rule, ...]:
    """Read every ``[[rules]]`` table: ids are unique and begin with *prefix*, and every parameter named exists."""
    rules: dict[str, Rule] = {}
    for table in top.tables("rules"):
        rule = _read(table, sources, disputes, standing=standing)
        if not rule.id.startswith(f"{prefix}/"):
            table.refuse(f"must begin with {prefix}/", "id")
        if rule.id in rules:
            table.refuse("is listed twice", "id")
        for key, name in rule.names():
            if name not in parameters:
                table.refuse(f"names parameter {name!r}, which this model does not have", key)
        item = (rule.settings or {}).get("item")
        if item is not None and f"{rule.parameter}[].{item}" not in parameters:
            table.refuse(f"names parameter '{rule.parameter}[].{item}', which this model does not have", "with.item")
        rules[rule.id] = rule
    return tuple(rules.values())


def _read(table: Table, sources: Sources, disputes: Mapping[str, Dispute], *, standing: str) -> Rule:
    dispute = table.text("dispute", default=None)
    if dispute is not None and dispute not in disputes:
        table.refuse(f"{dispute!r} is not in disputes.toml", "dispute")
    rule = Rule(
        id=table.text("id"),
        kind=table.text("kind"),
        severity=_severity(table, disputes[dispute] if dispute else None),
        standing=table.text("standing", options=STANDINGS, default=standing),
        source=read_source(table, sources),
        parameter=table.text("parameter", default=""),
        when=table.value("when", dict, default=None),
        when_not=table.value("when_not", dict, default=None),
        given=table.texts("given"),
        unless=table.texts("unless"),
        settings=table.value("with", dict, default={}),
        dispute=dispute,
        task_error=table.text("task_error", default=None),
        summary=table.text("summary", default=""),
    )
    table.close()
    return rule


def _severity(table: Table, dispute: Dispute | None) -> dict[str, str]:
    found = table.value("severity", (str, dict), default="error")
    severity = {"": found} if isinstance(found, str) else dict(found)
    for key, value in severity.items():
        if value not in SEVERITIES:
            table.refuse(f"{value!r} is not one of {', '.join(SEVERITIES)}", "severity")
        if key and (dispute is None or key not in dispute.readings):
            table.refuse(f"{key!r} is no reading of {dispute.id if dispute else 'a dispute, for the rule names none'}", "severity")
    missing = [] if "" in severity or dispute is None else [key for key in dispute.readings if key not in severity]
    if missing:
        table.refuse(f"does not say what happens under the reading {missing[0]!r}", "severity")
    return severity


def _flat(value: Any) -> Iterator[str]:  # noqa: ANN401 - a TOML value
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _flat(item)

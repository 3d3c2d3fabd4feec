"""One rule across parameters, as the contract states it: what it is about, when it applies and how hard it bites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from contracts.context import Context
from contracts.dispute import Dispute
from contracts.parameter import Parameter
from contracts.source import Source
from contracts.table import Table

__all__ = ["SEVERITIES", "Rule", "read_rules"]

SEVERITIES = ("error", "note", "off")

# The keys of a rule's `with` table that name parameters; every other key belongs to the rule kind.
_NAMING = ("parameters", "companions", "counted", "texts", "total")


class Rule(NamedTuple):
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
        for key, found in (
            ("when", self.when),
            ("when_not", self.when_not),
            ("given", self.given),
            ("unless", self.unless),
        ):
            for name in found or ():
                yield key, name
        for key, value in (self.settings or {}).items():
            if key in _NAMING:
                for name in _flat(value):
                    yield f"with.{key}", name
            if key == "item":
                yield "with.item", f"{self.parameter}[].{value}"


def read_rules(top: Table, context: Context, *, parameters: Mapping[str, Parameter], prefix: str) -> tuple[Rule, ...]:
    """Read every ``[[rules]]`` table: ids are unique and begin with *prefix*, and every parameter named exists."""
    rules: dict[str, Rule] = {}
    for table in top.tables("rules"):
        rule = _read(table, context)
        if not rule.id.startswith(f"{prefix}/"):
            table.refuse(f"must begin with {prefix}/", "id")
        if rule.id in rules:
            table.refuse("is listed twice", "id")
        _refuse_strangers(table, rule, parameters)
        rules[rule.id] = rule
    return tuple(rules.values())


def _refuse_strangers(table: Table, rule: Rule, parameters: Mapping[str, Parameter]) -> None:
    for key, name in rule.names():
        if name not in parameters:
            table.refuse(f"names parameter {name!r}, which this model does not have", key)
    for key, terms in (("when", rule.when or {}), ("when_not", rule.when_not or {})):
        for name, value in terms.items():
            options = parameters[name].enum
            values = value if isinstance(value, list) else [value]
            strangers = [one for one in values if options and one not in options]
            if strangers:
                table.refuse(f"{strangers[0]!r} is not one of the options of {name}", key)


def _read(table: Table, context: Context) -> Rule:
    dispute = context.dispute(table)
    rule = Rule(
        id=table.text("id"),
        kind=table.text("kind"),
        severity=_severity(table, context.disputes[dispute] if dispute else None),
        standing=context.standing_of(table),
        source=context.source(table),
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
        if key and dispute is None:
            table.refuse(f"{key!r} is a reading, but the rule names no dispute", "severity")
        if key and dispute and key not in dispute.readings:
            table.refuse(f"{key!r} is no reading of {dispute.id}", "severity")
    readings = dispute.readings if dispute and "" not in severity else ()
    missing = [reading for reading in readings if reading not in severity]
    if missing:
        table.refuse(f"does not say what happens under the reading {missing[0]!r}", "severity")
    return severity


def _flat(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _flat(item)
    else:
        yield str(value)

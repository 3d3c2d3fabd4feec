"""The judge: a contract and readings, compiled once, that says whether a request is allowed and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from msgspec import Struct

from contracts import load
from validator.likeness import Likeness
from validator.media import NOTHING_KNOWN, Media
from validator.path import pointer, pointer_of, steps, values
from validator.pricing import Card
from validator.questions import Questions, compile_rule
from validator.readings import Readings
from validator.shape import Shape
from validator.shown import excerpt, shown
from validator.signs import Every, Formula, No, Sign, Test, is_there
from validator.structure import Finding, Structure, fits
from validator.verdict import Verdict
from validator.violation import Violation, request_violation

__all__ = ["Defect", "Judge", "judge_for"]

_OBJECT = Test({dict: True})


class Defect(Struct, frozen=True):
    """A breach that the gateway finds only when it reads the image or video; `task_error` is the failed task's code."""

    violation: Violation
    task_error: str


class Judge:
    """One contract under one set of readings."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.structure = Structure(shape)
        self.card = Card(shape)
        self.rules = tuple(compile_rule(rule, shape) for rule in shape.contract.rules)
        asked = [one for one in self.rules if one.severity != "off"]
        asked = [one for one in asked if one.severity == "error" or not one.kind.dead(shape)]
        self._questions = Questions(shape, asked, notes=_defaults(shape), structure=self.structure.suspicion())
        self.likeness = Likeness(shape, self._questions.signs)
        self._variants = tuple(_active_variants(shape))
        self._null_is_absent = shape.readings["null-value"] == "absent"

    def check(self, request: dict[str, Any], *, media: Media = NOTHING_KNOWN) -> Verdict:
        """Judge *request*, an object of plain JSON values that names this contract's model."""
        errors: list[Violation] = []
        notes: list[Violation] = []
        if self._null_is_absent:
            request = _without_null(request, "", notes)
        asked = self._questions.about(request)
        if not (self.structure.holds(request) if asked.structure else self.structure.is_valid(request)):
            errors += [self._violation(finding) for finding in self.structure.findings(request)]
        for breaches, one in asked.rules_without_media if media is NOTHING_KNOWN else asked.rules:
            for at, message in breaches(request, media):
                rule = one.rule
                into = errors if one.severity == "error" else notes
                into.append(Violation(rule.id, at, message + one.ending, rule.source, rule.dispute))
        notes += asked.notes
        if self._variants:
            notes += self._variant_notes(request)
        price = None if errors else self.card.quote(request, media=media)
        return Verdict(self.shape.contract.model, tuple(errors), tuple(notes), price)

    def without_null(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return *request* without the members that are null, where those are read as absent."""
        return _without_null(request, "", []) if self._null_is_absent else request

    def defects(self, request: dict[str, Any], *, media: Media) -> Iterator[Defect]:
        """Yield each breach of a limit on images or videos that makes a task fail when the gateway finds it late."""
        for one in self.rules:
            if one.rule.task_error and one.severity == "error" and one.condition.holds(request):
                for at, message in one.kind.breaches(request, media):
                    violation = Violation(one.id, at, message, one.rule.source, one.rule.dispute)
                    yield Defect(violation, one.rule.task_error)

    def _violation(self, finding: Finding) -> Violation:
        parameter = finding.rule.parameter
        return Violation(
            rule=finding.rule.id,
            at=finding.at,
            message=finding.rule.message(finding.value),
            source=parameter.source,
            dispute=self._dispute(finding),
        )

    def _dispute(self, finding: Finding) -> str | None:
        """Name the open question that this limit hangs on: null, or a variant under which the value would do."""
        missing = finding.rule.keyword == "required"
        if finding.value is None and not missing:
            return "null-value"
        stated = self.shape.contract.parameters[finding.rule.parameter.name]
        for variant in stated.variants:
            other = stated.under({**self.shape.readings, variant.only.dispute: variant.only.reading})
            if other is not None and (not other.required if missing else fits(other, finding.value)):
                return variant.only.dispute
        return stated.dispute

    def _variant_notes(self, request: dict[str, Any]) -> Iterator[Violation]:
        """Note each value that only the chosen reading allows."""
        for name, dispute, base in self._variants:
            for at, value in values(request, steps(name)):
                if fits(self.shape.parameters[name], value) and not fits(base, value):
                    taken = f"{dispute}={self.shape.readings[dispute]}"
                    message = f"{steps(name)[-1]} {shown(value)} is allowed only under the reading {taken}"
                    yield Violation(
                        f"{self.shape.contract.prefix}/{name}/reading",
                        at,
                        message,
                        base.source,
                        dispute,
                    )


def _defaults(shape: Shape) -> Iterator[tuple[Formula, Violation]]:
    for name, parameter in shape.parameters.items():
        holder, _, key = name.rpartition(".")
        if parameter.default is not None and "." not in holder and "[]" not in name:
            shown = str(parameter.default).lower() if isinstance(parameter.default, bool) else parameter.default
            rule = f"{shape.contract.prefix}/{name}/default"
            missing = No(is_there(steps(name)))
            yield (
                Every((Sign((holder,), _OBJECT), missing)) if holder else missing,
                Violation(rule, pointer(name), f"{key} is not sent; {shown} is used", parameter.source),
            )


def _active_variants(shape: Shape) -> Iterator[tuple[str, str, Any]]:
    """Yield each parameter that a chosen reading changes: its name, the dispute, and what it is without."""
    for name in shape.parameters:
        stated = shape.contract.parameters[name]
        for variant in stated.variants:
            if variant.only.holds(shape.readings):
                base = stated.under({**shape.readings, variant.only.dispute: ""})
                yield name, variant.only.dispute, base


def _without_null(value: dict[str, Any], at: str, notes: list[Violation]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for key, member in value.items():
        place = at + pointer_of([key])
        if member is None:
            notes.append(request_violation("request/null", place, f"{excerpt(key)} is null, which is read as absent"))
        elif isinstance(member, dict):
            kept[key] = _without_null(member, place, notes)
        elif isinstance(member, list):
            kept[key] = [
                _without_null(item, f"{place}/{number}", notes) if isinstance(item, dict) else item
                for number, item in enumerate(member)
            ]
        else:
            kept[key] = member
    return kept


@lru_cache(maxsize=256)
def judge_for(model: str, readings: Readings) -> Judge:
    """
    Return the judge of *model* under *readings*, compiled once.

    Raises:
        UnknownModelError: No contract is about it.
    """
    return Judge(Shape(load(model), readings))

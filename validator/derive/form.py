"""A form for one model, derived from its contract: what a page or a tool needs to ask for every parameter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from msgspec import Struct, structs

from contracts import Parameter, Rule
from validator.derive.examples import AnyRule, dead_reason, describe, rules_of, source_of
from validator.derive.field import Field, FieldRule, FileLimits
from validator.judge import Judge
from validator.path import ABSENT
from validator.pricing import plain_number
from validator.questions import CompiledRule

__all__ = ["Form", "FormTier", "form_of"]

_LONG_TEXT = 256  # characters; from here on one line is too short
_SPELLED = {"id": "ID", "url": "URL", "urls": "URLs", "params": "parameters"}
_ONE = re.compile(r"One ([a-z]+)\.")


class FormTier(Struct, frozen=True):
    """The price of one combination of options, as text: `credits` and `usd` are those of one `unit`."""

    when: dict[str, str]
    multiplier: str
    credits: str
    usd: str


class Form(Struct, frozen=True):
    """The form of one model: its fields in the order of the contract, and what its options cost."""

    model: str
    title: str
    family: str
    summary: str
    standing: str
    unit: str
    tiers: tuple[FormTier, ...]
    fields: tuple[Field, ...]

    def every_field(self) -> Iterator[Field]:
        """Yield the fields with all that they hold, from the top."""
        waiting = list(self.fields)
        while waiting:
            field = waiting.pop(0)
            yield field
            waiting = [*field.fields, *([field.item] if field.item else []), *waiting]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return structs.asdict(self) | {
            "tiers": [structs.asdict(tier) for tier in self.tiers],
            "fields": [field.to_dict() for field in self.fields],
        }


def form_of(judge: Judge) -> Form:
    """
    Return the form of the contract that *judge* judges by, under the judge's readings.

    >>> from validator import Readings, judge_for
    >>> form = form_of(judge_for("kling-v3-turbo-image-to-video", Readings.of("strict")))
    >>> [(field.name, field.control) for field in form.fields][1:4]
    [('image_start', 'image'), ('prompt', 'text-area'), ('quality', 'select')]
    """
    contract, drawing = judge.shape.contract, _Drawing(judge)
    return Form(
        model=contract.model,
        title=contract.title,
        family=contract.family,
        summary=contract.summary,
        standing=contract.standing,
        unit=contract.billing.unit,
        tiers=tuple(drawing.tiers()),
        fields=drawing.members(""),
    )


class _Drawing:
    """One form in the making."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._shape = judge.shape
        self._dimensions = judge.shape.contract.billing.dimensions

    def tiers(self) -> Iterator[FormTier]:
        """Yield what each combination of options costs."""
        for options in self._judge.card.options:
            price = self._judge.card.per_second(options)
            when = dict(zip(self._dimensions, options, strict=True))
            yield FormTier(when, plain_number(price.multiplier), plain_number(price.credits), f"{price.usd:f}")

    def members(self, holder: str) -> tuple[Field, ...]:
        """Return the fields of what the object *holder* has; "" is the request."""
        children = self._shape.children.get(holder, ())
        return tuple(self.field(child) for child in children if child.key != "[]")

    def field(self, parameter: Parameter) -> Field:
        """Return the field of *parameter*, with all that it holds."""
        item = self._shape.parameters.get(f"{parameter.name}[]")
        return Field(
            name=parameter.name,
            key=parameter.key,
            label=self._label(parameter),
            control=_control(parameter),
            types=parameter.types,
            required=parameter.required,
            default=parameter.default,
            example=parameter.example,
            options=parameter.enum,
            minimum=None if parameter.minimum is None else str(parameter.minimum),
            maximum=None if parameter.maximum is None else str(parameter.maximum),
            min_length=parameter.min_length,
            max_length=parameter.max_length,
            min_items=parameter.min_items,
            max_items=parameter.max_items if item is None else self._most_items(parameter),
            unit="seconds" if parameter.name in self._lengths else None,
            help=parameter.summary,
            standing=parameter.standing,
            source=parameter.source,
            dispute=parameter.dispute,
            price=self._price(parameter.name),
            counts=parameter.name in self._counters,
            files=self._files(parameter.media) if parameter.media else None,
            rules=tuple(self._rules_about(parameter)),
            fields=self.members(parameter.name),
            item=self.field(item) if item else None,
        )

    def _label(self, parameter: Parameter) -> str:
        """Name the parameter as people would; one item as the contract calls it, else by its list."""
        if parameter.key != "[]":
            words = parameter.key.split("_")
            named = " ".join(_SPELLED.get(word, word) for word in words)
            return named[0].upper() + named[1:]
        one = _ONE.fullmatch(parameter.summary)
        if one:
            return one[1].capitalize()
        return self._label(self._shape.parameters[parameter.parent]).removesuffix("s")

    def _price(self, name: str) -> str | None:
        if name in self._dimensions:
            return "tier"
        return "length" if name in self._judge.card.parameters else None

    @cached_property
    def _lengths(self) -> frozenset[str]:
        """Name the parameters in seconds: the one that is billed, and those that sum to it."""
        billed = self._judge.card.length_parameter
        parts = [part for part, rule in self._parts() if (rule.settings or {}).get("total", ABSENT) == billed]
        return frozenset([*parts, *([billed] if billed else [])])

    @cached_property
    def _counters(self) -> frozenset[str]:
        return frozenset(part for part, rule in self._parts() if rule.kind == "sequence")

    def _parts(self) -> Iterator[tuple[str, Rule]]:
        """Yield each parameter of an item that a rule looks at throughout the list, with that rule."""
        for one in self._alive:
            if isinstance(one, CompiledRule) and "item" in (one.rule.settings or {}):
                yield f"{one.rule.parameter}[].{(one.rule.settings or {})['item']}", one.rule

    @cached_property
    def _alive(self) -> tuple[AnyRule, ...]:
        return tuple(rule for rule in rules_of(self._judge).values() if dead_reason(self._judge, rule) is None)

    def _rules_about(self, parameter: Parameter) -> Iterator[FieldRule]:
        for rule in self._alive:
            if _concerns(rule, parameter):
                severity = rule.severity if isinstance(rule, CompiledRule) else "error"
                yield FieldRule(rule.id, describe(rule), severity, source_of(rule))

    def _most_items(self, parameter: Parameter) -> int | None:
        """Say how many items a list may have, be that a limit of its own or a rule that counts nothing else."""
        counted = [
            one.rule.settings["maximum"]
            for one in self._alive
            if isinstance(one, CompiledRule)
            and one.severity == "error"
            and one.rule.kind == "at-most"
            and one.rule.settings
            and one.rule.settings["counted"] == [[parameter.name]]
            and one.rule.parameter == parameter.name
            and not (one.rule.when or one.rule.when_not or one.rule.given or one.rule.unless)
        ]
        return min([*counted, *([] if parameter.max_items is None else [parameter.max_items])], default=None)

    def _files(self, media: str) -> FileLimits:
        found: dict[str, dict[str, Any]] = {}
        for one in self._alive:
            if isinstance(one, CompiledRule) and one.severity == "error" and one.rule.kind == "media-limit":
                limits = dict(one.rule.settings or {})
                if limits["media"] == media:
                    found[limits["fact"]] = limits
        ratio = found.get("ratio", {}).get("maximum")
        return FileLimits(
            formats=tuple(found.get("format", {}).get("options", ())),
            bytes=found.get("bytes", {}).get("maximum"),
            side=found.get("side", {}).get("minimum"),
            ratio=None if ratio is None else plain_number(ratio),
        )


def _concerns(rule: AnyRule, parameter: Parameter) -> bool:
    if not isinstance(rule, CompiledRule):
        return rule.parameter.name == parameter.name
    if rule.rule.kind == "media-limit":
        return bool(parameter.media) and (rule.rule.settings or {})["media"] == parameter.media
    return parameter.name in {name for _, name in rule.rule.names()}


def _control(parameter: Parameter) -> str:
    """Choose the control by what the parameter may be; the first type decides where there are several."""
    kind = parameter.types[0]
    if parameter.enum:
        return "fixed" if parameter.name == "model" else "select"
    if kind == "string":
        return _text_control(parameter)
    if kind in {"integer", "number"}:
        bounded = parameter.minimum is not None and parameter.maximum is not None
        return "slider" if bounded and kind == "integer" else "number"
    return {"boolean": "switch", "array": "list", "object": "group"}[kind]


def _text_control(parameter: Parameter) -> str:
    if parameter.media:
        return parameter.media
    if parameter.format:
        return {"url": "address", "digits": "digits"}[parameter.format]
    if str(parameter.example).startswith(("http://", "https://")):
        return "address"
    return "text-area" if (parameter.max_length or 0) >= _LONG_TEXT else "text"

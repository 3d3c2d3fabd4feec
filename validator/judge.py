"""The judge: a contract and readings, compiled once, that says whether a request is allowed and what it costs."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from contracts import RequestRule, Rule, UnknownModelError, api, load
from validator.condition import Condition
from validator.errors import QuoteError, RuleKindError
from validator.json_value import is_plain, plain, problems
from validator.media import NOTHING_KNOWN, ImageFacts, Media, VideoFacts
from validator.path import ABSENT, get, pointer, pointer_of, steps, values
from validator.pricing import Card, Quote
from validator.readings import Readings, ReadingsLike
from validator.rules import KINDS, Kind
from validator.shape import Shape
from validator.shown import excerpt, shown
from validator.structure import Finding, Structure, fits
from validator.verdict import Verdict
from validator.violation import Violation

__all__ = ["CompiledRule", "Defect", "Judge", "check", "judge_for", "quote"]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """
    One rule across parameters, ready to ask; `severity` is error, note or off.

    `number` is its place in the contract; `ending` ends each of its messages.
    """

    rule: Rule
    kind: Kind
    condition: Condition
    severity: str
    number: int
    ending: str

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id


@dataclass(frozen=True, slots=True)
class Defect:
    """A breach that the gateway finds only when it reads the image or video; `task_error` is the failed task's code."""

    violation: Violation
    task_error: str


class Judge:
    """One contract under one set of readings."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.structure = Structure(shape)
        self.card = Card(shape)
        self.rules = tuple(_compile(rule, shape, number) for number, rule in enumerate(shape.contract.rules))
        asked = [one for one in self.rules if one.severity != "off"]
        asked = [one for one in asked if one.severity == "error" or not one.kind.dead(shape)]
        self._with_media = _Questions(asked)
        self._without_media = _Questions([one for one in asked if one.rule.kind != "media-limit"])
        self._defaults = tuple(_defaults(shape))
        self._variants = tuple(_active_variants(shape))
        self._null_is_absent = shape.readings["null-value"] == "absent"

    def check(self, request: dict[str, Any], *, media: Media = NOTHING_KNOWN) -> Verdict:
        """Judge *request*, an object of plain JSON values that names this contract's model."""
        errors: list[Violation] = []
        notes: list[Violation] = []
        if self._null_is_absent:
            request = _without_null(request, "", notes)
        if not self.structure.holds(request):
            errors += [self._violation(finding) for finding in self.structure.findings(request)]
        asked = self._without_media if media is NOTHING_KNOWN else self._with_media
        broken = asked.breaches(request, media)
        if broken:
            broken.sort(key=_in_order)
            for one, at, message in broken:
                rule = one.rule
                into = errors if one.severity == "error" else notes
                into.append(Violation(rule.id, at, message + one.ending, rule.source, rule.dispute))
        for holder, key, note in self._defaults:
            inside: Any = request if holder is None else request.get(holder)
            if isinstance(inside, dict) and key not in inside:
                notes.append(note)
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


_Breaches = Callable[[dict[str, Any], Media], Iterable[tuple[str, str]]]
_Asked = tuple[Callable[[dict[str, Any]], bool] | None, _Breaches, CompiledRule]

_LONGEST_NAME = 60  # characters of a stranger's name that a known one can resemble
_INNER = "model_params"  # the one object that every model nests its own parameters in


class _Questions:
    """Which rules to ask about a request: a rule about something that is not sent is not even looked at."""

    def __init__(self, rules: Iterable[CompiledRule]) -> None:
        self._always: list[_Asked] = []
        self._by_member: dict[str, list[_Asked]] = {}
        self._by_inner: dict[str, list[_Asked]] = {}
        for one in rules:
            rule = one.rule
            gate = steps(rule.parameter) if one.kind.gated and rule.parameter else one.condition.gate()
            conditional = rule.when or rule.when_not or rule.given or rule.unless
            asked: _Asked = (one.condition.holds if conditional else None, one.kind.breaches, one)
            if gate is None:
                self._always.append(asked)
            elif gate[0] == _INNER and len(gate) > 1:
                self._by_inner.setdefault(gate[1], []).append(asked)
            else:
                self._by_member.setdefault(gate[0], []).append(asked)

    def breaches(self, request: dict[str, Any], media: Media) -> list[tuple[CompiledRule, str, str]]:
        """Return each breach with its rule, in no particular order."""
        found = [
            (one, at, message)
            for condition, breaches, one in self._always
            if condition is None or condition(request)
            for at, message in breaches(request, media)
        ]
        for key in request:
            for condition, breaches, one in self._by_member.get(key, ()):
                if condition is None or condition(request):
                    found += [(one, at, message) for at, message in breaches(request, media)]
        inner = request.get(_INNER)
        if isinstance(inner, dict):
            for key in inner:
                for condition, breaches, one in self._by_inner.get(key, ()):
                    if condition is None or condition(request):
                        found += [(one, at, message) for at, message in breaches(request, media)]
        return found


def _in_order(found: tuple[CompiledRule, str, str]) -> int:
    return found[0].number


def _compile(rule: Rule, shape: Shape, number: int) -> CompiledRule:
    kind = KINDS.get(rule.kind)
    if kind is None:
        raise RuleKindError(f"rule {rule.id}: unknown kind {rule.kind!r}; known: {', '.join(sorted(KINDS))}")
    severity = shape.severity(rule)
    return CompiledRule(
        rule, kind.of(rule, shape), Condition.of(rule, shape), severity, number, _ending(rule, severity, shape.readings)
    )


def _ending(rule: Rule, severity: str, readings: Mapping[str, str]) -> str:
    """Say which reading would make a note an error, and what becomes of an error that the gateway finds late."""
    if severity == "error":
        late = rule.task_error and readings["image-defects"] == "task-fails"
        return f" (found late: the request is accepted and the task fails with {rule.task_error})" if late else ""
    hard = [reading for reading, other in rule.severity.items() if other == "error" and reading]
    return f" (an error under the reading {rule.dispute}={hard[0]})" if hard else ""


def _defaults(shape: Shape) -> Iterator[tuple[str | None, str, Violation]]:
    for name, parameter in shape.parameters.items():
        holder, _, key = name.rpartition(".")
        if parameter.default is not None and "." not in holder and "[]" not in name:
            shown = str(parameter.default).lower() if isinstance(parameter.default, bool) else parameter.default
            rule = f"{shape.contract.prefix}/{name}/default"
            yield (
                holder or None,
                key,
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
            notes.append(_of_request("request/null", place, f"{excerpt(key)} is null, which is read as absent"))
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


def check(
    request: object,
    *,
    readings: ReadingsLike = None,
    images: Mapping[str, ImageFacts] | None = None,
    videos: Mapping[str, VideoFacts] | None = None,
) -> Verdict:
    """
    Judge and price *request*, any JSON value; bad input gives a verdict, never an exception.

    Args:
        request: The body of a ``POST /v1/videos/generations``, as Python values.
        readings: A preset (strict, lenient, public), a mapping of dispute to reading, or both in one mapping.
        images: What is known of images, by address; they are judged as well.
        videos: The same of videos.

    Raises:
        UnknownReadingError: *readings* name something that does not exist.

    >>> check({"model": "kling-v3-image-to-video", "image_start": "https://example.com/a.jpg"}).quote.credits
    Decimal('27.0')
    """
    found = _opened(request, Readings.of(readings))
    if isinstance(found, Verdict):
        return found
    judge, body = found
    return judge.check(body, media=Media(images or {}, videos or {}) if images or videos else NOTHING_KNOWN)


def _opened(request: object, chosen: Readings) -> tuple[Judge, dict[str, Any]] | Verdict:
    """Return the judge whom *request* is for and the request in JSON's own types; a verdict when there is none."""
    if not is_plain(request):
        wrong = [_of_request("request/json", at, f"the value {message}") for at, message in problems(request)]
        if wrong:
            named = request.get("model") if isinstance(request, dict) and is_plain(request.get("model")) else None
            return Verdict(named if isinstance(named, str) else None, tuple(wrong), (), None)
        request = plain(request)
    if not isinstance(request, dict):
        return _refused(None, "request/object", "", "the body must be a JSON object")
    model = request.get("model")
    if model is None and ("model" not in request or chosen["null-value"] == "absent"):
        return _refused(None, "request/model-required", "/model", "model is required")
    if not isinstance(model, str):
        return _refused(None, "request/model-known", "/model", "model must be a string")
    try:
        judge = judge_for(model, chosen)
    except UnknownModelError as error:
        return _refused(model, "request/model-known", "/model", _unknown(model, error))
    return judge, request


def quote(
    request: object,
    *,
    readings: ReadingsLike = None,
    videos: Mapping[str, VideoFacts] | None = None,
    output_seconds: Decimal | None = None,
) -> Quote:
    """
    Price *request*, of which only `model` must be there; what is sent and decides the price must be valid.

    Raises:
        QuoteError: One of those is wrong; carries the violations.
        UnknownReadingError: *readings* name something that does not exist.

    >>> quote({"model": "kling-o3-image-to-video", "sound": "on"}).to_dict()["credits"]
    '36.018'
    """
    found = _opened(request, Readings.of(readings))
    if isinstance(found, Verdict):
        raise QuoteError(found.errors)
    judge, body = found[0], found[0].without_null(found[1])
    verdict = judge.check(body)
    sent = {pointer(name) for name in judge.card.parameters if get(body, steps(name)) is not ABSENT}
    wrong = [violation for violation in verdict.errors if violation.at in sent]
    if wrong:
        raise QuoteError(wrong)
    return judge.card.quote(body, media=Media({}, videos or {}), output_seconds=output_seconds)


def _unknown(model: str, error: UnknownModelError) -> str:
    near = difflib.get_close_matches(model[:_LONGEST_NAME], error.known, n=3, cutoff=0.0)
    return f"no model is called {shown(model)}; the nearest are {', '.join(near)}"


def _refused(model: str | None, rule: str, at: str, message: str) -> Verdict:
    return Verdict(model, (_of_request(rule, at, message),), (), None)


def _of_request(rule: str, at: str, message: str) -> Violation:
    stated: RequestRule = api().rules[rule]
    return Violation(rule, at, message, stated.source, stated.dispute)

"""The rules across parameters, compiled: which of them to ask about a request, and what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from contracts import Rule
from validator.condition import Condition
from validator.errors import RuleKindError
from validator.media import Media
from validator.path import steps
from validator.rules import KINDS, Kind
from validator.shape import Shape

__all__ = ["CompiledRule", "Questions", "compile_rule"]

_INNER = "model_params"  # the one object that every model nests its own parameters in


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


_Breaches = Callable[[dict[str, Any], Media], Iterable[tuple[str, str]]]
_Asked = tuple[int, _Breaches, CompiledRule]  # the condition's number, the question, the rule
_Found = list[tuple[CompiledRule, str, str]]

_ALWAYS = 0  # the number of the condition that always holds


class Questions:
    """Which rules to ask about a request: a rule about something that is not sent is not even looked at."""

    def __init__(self, rules: Iterable[CompiledRule]) -> None:
        self._conditions: list[Condition] = []
        self._always: list[_Asked] = []
        self._by_member: dict[str, list[_Asked]] = {}
        self._by_inner: dict[str, list[_Asked]] = {}
        for one in rules:
            rule = one.rule
            gate = steps(rule.parameter) if one.kind.gated and rule.parameter else one.condition.gate()
            asked: _Asked = (self._number_of(one), one.kind.breaches, one)
            if gate is None:
                self._always.append(asked)
            elif gate[0] == _INNER and len(gate) > 1:
                self._by_inner.setdefault(gate[1], []).append(asked)
            else:
                self._by_member.setdefault(gate[0], []).append(asked)

    def breaches(self, request: dict[str, Any], media: Media) -> _Found:
        """Return each breach with its rule, in the order of the contract."""
        found: _Found = []
        holds: list[bool | None] = [True, *[None] * len(self._conditions)]
        self._ask(self._always, request, media, holds, found)
        for key in request:
            if key in self._by_member:
                self._ask(self._by_member[key], request, media, holds, found)
        inner = request.get(_INNER)
        if isinstance(inner, dict):
            for key in inner:
                if key in self._by_inner:
                    self._ask(self._by_inner[key], request, media, holds, found)
        if len(found) > 1:
            found.sort(key=_in_order)
        return found

    def _ask(
        self, asked: list[_Asked], request: dict[str, Any], media: Media, holds: list[bool | None], found: _Found
    ) -> None:
        """Add what *asked* find; a condition that many rules share is evaluated once a request."""
        for number, breaches, one in asked:
            held = holds[number]
            if held is None:
                held = holds[number] = self._conditions[number - 1].holds(request)
            if held:
                for at, message in breaches(request, media):
                    found.append((one, at, message))

    def _number_of(self, one: CompiledRule) -> int:
        rule = one.rule
        if not (rule.when or rule.when_not or rule.given or rule.unless):
            return _ALWAYS
        if one.condition not in self._conditions:
            self._conditions.append(one.condition)
        return self._conditions.index(one.condition) + 1


def _in_order(found: tuple[CompiledRule, str, str]) -> int:
    return found[0].number


def compile_rule(rule: Rule, shape: Shape, number: int) -> CompiledRule:
    """
    Compile *rule*, the *number*-th of its contract.

    Raises:
        RuleKindError: Its kind has no code, or settings that the kind does not know.
    """
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

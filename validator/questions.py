"""The rules across parameters, compiled, and which of them a request may break, by what a glance at it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct

from contracts import Rule
from validator.condition import Condition
from validator.errors import RuleKindError
from validator.glance import Glance
from validator.media import Media
from validator.rules import KINDS, Kind
from validator.rules.kind import Breach
from validator.shape import Shape
from validator.signs import Every, Formula, Sign, holds, signs_of
from validator.violation import Violation

__all__ = ["Asked", "CompiledRule", "Questions", "compile_rule"]

_Breaches = Callable[[dict[str, Any], Media], Iterable[Breach]]

_MOST_REMEMBERED = 16_384  # ways that a request can look


class CompiledRule(Struct, frozen=True):
    """
    One rule across parameters, ready to ask; `severity` is error, note or off.

    `ending` ends each of its messages.
    """

    rule: Rule
    kind: Kind
    condition: Condition
    severity: str
    ending: str

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id

    def suspicion(self) -> Formula:
        """Return the signs without which no request breaks the rule."""
        return Every((self.condition.signs(), self.kind.suspicion()))


class Asked(Struct, frozen=True):
    """
    What is to be asked of every request that looks alike.

    `rules` are asked where something is known of its media, `rules_without_media` where nothing is; each comes after
    the function that asks it. `notes` are true of it as it looks. `structure`: its addresses need a closer look.
    """

    rules: tuple[tuple[_Breaches, CompiledRule], ...]
    rules_without_media: tuple[tuple[_Breaches, CompiledRule], ...]
    notes: tuple[Violation, ...]
    structure: bool


class Questions:
    """Which questions a request raises: a rule that it cannot break, as a glance shows, is not asked."""

    def __init__(
        self,
        shape: Shape,
        rules: Iterable[CompiledRule],
        *,
        notes: Iterable[tuple[Formula, Violation]],
        structure: Formula,
    ) -> None:
        self._rules = [(rule.suspicion(), rule) for rule in rules]
        self._notes = list(notes)
        self._structure = structure
        formulas = [structure, *(formula for formula, _ in [*self._rules, *self._notes])]
        self.signs = tuple(dict.fromkeys(sign for formula in formulas for sign in signs_of(formula)))
        self._glance = Glance(shape, self.signs)
        self._remembered: dict[int, Asked] = {}

    def about(self, request: dict[str, Any]) -> Asked:
        """Return what to ask about *request*."""
        seen = self._glance.look(request)
        return self._remembered.get(seen) or self._remember(seen)

    def _remember(self, seen: int) -> Asked:
        def shows(sign: Sign) -> bool:
            return self._glance.shows(seen, sign)

        rules = [(rule.kind.breaches, rule) for formula, rule in self._rules if holds(formula, shows)]
        asked = Asked(
            rules=tuple(rules),
            rules_without_media=tuple(pair for pair in rules if pair[1].rule.kind != "media-limit"),
            notes=tuple(note for formula, note in self._notes if holds(formula, shows)),
            structure=holds(self._structure, shows),
        )
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[seen] = asked
        return asked


def compile_rule(rule: Rule, shape: Shape) -> CompiledRule:
    """
    Compile *rule*.

    Raises:
        RuleKindError: Its kind has no code, or settings that the kind does not know.
    """
    kind = KINDS.get(rule.kind)
    if kind is None:
        raise RuleKindError(f"rule {rule.id}: unknown kind {rule.kind!r}; known: {', '.join(sorted(KINDS))}")
    severity = shape.severity(rule)
    return CompiledRule(
        rule, kind.of(rule, shape), Condition.of(rule, shape), severity, _ending(rule, severity, shape.readings)
    )


def _ending(rule: Rule, severity: str, readings: Mapping[str, str]) -> str:
    """Say which reading would make a note an error, and what becomes of an error that the gateway finds late."""
    if severity == "error":
        late = rule.task_error and readings["image-defects"] == "task-fails"
        return f" (found late: the request is accepted and the task fails with {rule.task_error})" if late else ""
    hard = [reading for reading, other in rule.severity.items() if other == "error" and reading]
    return f" (an error under the reading {rule.dispute}={hard[0]})" if hard else ""

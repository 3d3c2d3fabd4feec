"""When a rule applies: which parameters have which values, which are sent and which are not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from contracts import Rule
from validator.case import Case, Pick
from validator.path import sent, steps
from validator.shape import Shape
from validator.signs import Every, Formula, No, Sign, Some, equals, is_sent, is_there

__all__ = ["Condition"]


class _Term(Struct, frozen=True):
    """One parameter and the value it must have; left out, it has its default."""

    name: str
    path: tuple[str, ...]
    wanted: Any
    default: Any

    def holds(self, request: dict[str, Any]) -> bool:
        """Say whether the parameter has the value; true is not 1."""
        found: Any = request
        for step in self.path:
            if type(found) is not dict or step not in found:
                found = self.default
                break
            found = found[step]
        return type(found) is type(self.wanted) and found == self.wanted

    def signs(self) -> Formula:
        """Return the same as a formula of signs."""
        has_it = Sign(self.path, equals(self.wanted))
        by_default = type(self.default) is type(self.wanted) and self.default == self.wanted
        return Some((has_it, No(is_there(self.path)))) if by_default else has_it


class Condition(Struct, frozen=True):
    """All of `when`, not all of `when_not`, one of `given`, none of `unless`."""

    when: tuple[_Term, ...]
    when_not: tuple[_Term, ...]
    given: tuple[tuple[str, ...], ...] | None
    unless: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Condition:
        """Compile the condition of *rule*."""
        return cls(
            when=_terms(rule.when, shape),
            when_not=_terms(rule.when_not, shape),
            given=shape.existing(rule.given) if rule.given else None,
            unless=shape.existing(rule.unless),
        )

    def holds(self, request: dict[str, Any]) -> bool:
        """Say whether the rule applies to *request*."""
        return (
            all(term.holds(request) for term in self.when)
            and not (self.when_not and all(term.holds(request) for term in self.when_not))
            and (self.given is None or any(sent(request, path) for path in self.given))
            and not any(sent(request, path) for path in self.unless)
        )

    def signs(self) -> Formula:
        """Return the same as a formula of signs."""
        parts: list[Formula] = [term.signs() for term in self.when]
        if self.when_not:
            parts.append(No(Every(tuple(term.signs() for term in self.when_not))))
        if self.given is not None:
            parts.append(Some(tuple(is_sent(path) for path in self.given)))
        parts += [No(is_sent(path)) for path in self.unless]
        return Every(tuple(parts))

    def establish(self, case: Case, pick: Pick) -> None:
        """Change *case* so that the rule applies to it."""
        for term in self.when:
            case.put(term.name, term.wanted)
        if self.when_not and all(term.holds(case.request) for term in self.when_not):
            term = pick(self.when_not)
            others = [option for option in case.shape.parameters[term.name].enum if option != term.wanted]
            if isinstance(term.wanted, bool):
                case.put(term.name, not term.wanted)
            elif others:
                case.put(term.name, pick(others))
            else:
                case.drop(term.name)
        if self.given and not any(sent(case.request, path) for path in self.given):
            case.put_example(".".join(pick(self.given)))
        for path in self.unless:
            case.drop(".".join(path))

    def in_words(self) -> str:
        """Say the condition as the end of a sentence; empty when the rule always applies."""
        parts = [f"`{term.name}` is `{_json(term.wanted)}`" for term in self.when]
        if self.given:
            parts.append(" or ".join(f"`{'.'.join(path)}`" for path in self.given) + " is sent")
        if self.unless:
            parts.append("none of " + ", ".join(f"`{'.'.join(path)}`" for path in self.unless) + " is sent")
        words = f" when {' and '.join(parts)}" if parts else ""
        if self.when_not:
            words += " unless " + " and ".join(f"`{term.name}` is `{_json(term.wanted)}`" for term in self.when_not)
        return words


def _terms(found: Mapping[str, Any] | None, shape: Shape) -> tuple[_Term, ...]:
    return tuple(_Term(name, steps(name), wanted, shape.default(name)) for name, wanted in (found or {}).items())


def _json(value: object) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)

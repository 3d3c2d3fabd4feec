"""What every rule kind can do: find breaches, say itself, be broken on purpose, be mended, and know when it is dead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, Self

from msgspec import Struct

from contracts import Rule
from validator.case import Case, Pick
from validator.errors import RuleKindError
from validator.media import Media
from validator.shape import Shape
from validator.signs import Formula

__all__ = ["Breach", "Kind", "RuleKind", "settings"]

Breach = tuple[str, str]  # JSON Pointer, message


class Kind(Protocol):
    """
    One kind of rule.

    The rule knows its own sentence only; the judge adds id, citation and dispute, and asks when its condition holds.
    """

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*; raises `RuleKindError` for settings that the kind does not know."""

    def suspicion(self) -> Formula:
        """Return the signs without which a request cannot break the rule, which is then not asked."""

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Return ``(JSON Pointer, message)`` for each breach; values of a wrong type are left to the structure."""

    def describe(self) -> str:
        """Say the rule in one sentence without its full stop."""

    def breach(self, case: Case, pick: Pick) -> None:
        """Change *case*, to which the rule applies, so that it breaks the rule."""

    def mend(self, case: Case, pick: Pick) -> None:
        """Change *case* so that it keeps the rule."""

    def dead(self, shape: Shape) -> str | None:
        """Say why no request can break this rule alone; None when one can."""


class RuleKind(Struct, frozen=True):
    """What the kinds share: their settings are frozen, and a request can break each alone."""

    def dead(self, shape: Shape) -> str | None:
        """Return None: some request breaks it alone."""
        return None


def settings(rule: Rule, *needed: str, optional: tuple[str, ...] = ()) -> Mapping[str, Any]:
    """Return the settings of *rule*, which must be *needed* and may be *optional*."""
    found = rule.settings or {}
    missing = [key for key in needed if key not in found]
    unknown = sorted(set(found) - set(needed) - set(optional))
    if missing or unknown:
        wrong = f"needs `{missing[0]}`" if missing else f"does not know `{unknown[0]}`"
        raise RuleKindError(f"rule {rule.id}: kind {rule.kind} {wrong} in `with`")
    return found

"""
What can go wrong in the judge, and whose doing it is.

* Violation                 a value (`validator.violation`): the caller's request breaks one rule
* ValidatorError            the base of every exception of this package
  - QuoteError              a price was asked for something that has none; carries the violations
  - UnknownReadingError     a reading or preset was named that no dispute has
  - UnknownRuleError        a rule was named that no contract has
  - RuleKindError           a contract names a rule kind that has no code, or settings that the kind does not know
  - ImageError              bytes that are no image whose header can be read
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from validator.violation import Violation

__all__ = [
    "ImageError",
    "QuoteError",
    "RuleKindError",
    "UnknownReadingError",
    "UnknownRuleError",
    "ValidatorError",
    "nearest",
]


class ValidatorError(Exception):
    """The base of every exception of this package."""


class QuoteError(ValidatorError, ValueError):
    """A price was asked for something that has none."""

    def __init__(self, violations: Iterable[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__("; ".join(str(violation) for violation in self.violations))


class UnknownReadingError(ValidatorError, ValueError):
    """A reading or preset was named that does not exist."""


class UnknownRuleError(ValidatorError, LookupError):
    """A rule was named that no contract has."""

    def __init__(self, rule: str, known: Iterable[str]) -> None:
        super().__init__(f"unknown rule {rule!r}; {nearest(rule, known)}")


class RuleKindError(ValidatorError):
    """A contract names a rule kind that has no code, or settings that the kind does not know."""


class ImageError(ValidatorError, ValueError):
    """Bytes that are no image whose header can be read."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint at the nearest known words."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=3, cutoff=0.5)
    return f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(names)}"

"""
Says whether it was called as expected, and if not, which calls came nearest and where they differ.

One function answers both questions: a call fits when it has no differences.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from mockserver.core.clock import format_instant
from mockserver.core.entry import Entry
from mockserver.core.expectation import Expectation
from mockserver.core.matching import ABSENT, Difference, Steps
from mockserver.core.question import Question
from mockserver.core.wire import encode

__all__ = ["NEAREST", "STEPS", "Miss", "Verdict", "verify"]

NEAREST = 3
"""So many of the nearest misses are told."""

STEPS = 3_000_000
"""So many values are compared at most, which takes some seconds."""

_LONGEST_SHOWN = 500


class Miss(msgspec.Struct, frozen=True):
    """A call that is not as expected, and where it is not."""

    entry: Entry
    differences: tuple[Difference, ...]

    @property
    def distance(self) -> int:
        """How far away it is."""
        return sum(one.weight for one in self.differences)

    def to_dict(self) -> dict[str, Any]:
        """Write it as JSON; a difference without ``got`` got nothing."""
        entry = self.entry
        return {
            "number": entry.number,
            "at": format_instant(entry.at),
            "operation": entry.operation,
            "method": entry.method,
            "path": entry.path,
            "status": entry.status,
            "differences": [_shown(one) for one in self.differences],
        }


class Verdict(msgspec.Struct, frozen=True):
    """
    Whether it was called as expected.

    *calls* are those that fit. While it is not met, *nearest* has the best of the others, and of a story *missing* is
    the place, from 0, of the first expectation that no call met.
    """

    met: bool
    calls: tuple[int, ...]
    nearest: tuple[Miss, ...] = ()
    missing: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Write it as JSON."""
        told = {"met": self.met, "found": len(self.calls), "calls": list(self.calls)}
        if not self.met:
            told["nearest"] = [miss.to_dict() for miss in self.nearest]
        return told if self.missing is None else told | {"missing": self.missing}


def verify(entries: Iterable[Entry], question: Question, *, steps: Steps) -> Verdict:
    """
    Answer *question* about *entries*, which are in order.

    Raises:
        TooLongError: The *steps* do not suffice.
    """
    asked = [entry for entry in entries if entry.number > question.after]
    if question.in_order:
        return _verify_story(asked, question.expected, steps)
    (expected,) = question.expected
    others: list[Entry] = []
    found = []
    for entry in asked:
        if _fits(entry, expected, steps):
            found.append(entry.number)
        else:
            others.append(entry)
    few = len(found) < question.count.at_least
    nearest = _nearest(others, expected, steps) if few else ()
    return Verdict(not few and not question.count.exceeded_by(len(found)), tuple(found), nearest)


def _verify_story(entries: Sequence[Entry], expected: Sequence[Expectation], steps: Steps) -> Verdict:
    found: list[int] = []
    for entry in entries:
        if len(found) < len(expected) and _fits(entry, expected[len(found)], steps):
            found.append(entry.number)
    if len(found) == len(expected):
        return Verdict(met=True, calls=tuple(found))
    others = [entry for entry in entries if entry.number not in found]
    last = found[-1] if found else 0
    nearest = _nearest(others, expected[len(found)], steps, after=last)
    return Verdict(met=False, calls=tuple(found), nearest=nearest, missing=len(found))


def _fits(entry: Entry, expected: Expectation, steps: Steps) -> bool:
    return next(expected.differences(entry, steps=steps), None) is None


def _nearest(entries: Iterable[Entry], expected: Expectation, steps: Steps, *, after: int = 0) -> tuple[Miss, ...]:
    misses = []
    for entry in entries:
        early = (Difference("", f"after call {after}", f"call {entry.number}"),) if entry.number < after else ()
        misses.append(Miss(entry, (*early, *expected.differences(entry, steps=steps))))
    # Of two that are as near the later one is rather the one that was meant.
    return tuple(sorted(misses, key=lambda miss: (miss.distance, -miss.entry.number))[:NEAREST])


def _shown(difference: Difference) -> dict[str, Any]:
    told = {"at": difference.at, "wanted": _short(difference.wanted)}
    return told if difference.got is ABSENT else told | {"got": _short(difference.got)}


def _short(value: Any) -> Any:
    text = value if isinstance(value, str) else encode(value).decode()
    return value if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."

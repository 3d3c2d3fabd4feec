"""
Signs: what a glance at single values tells of a request, and what they must say before a rule can be broken.

A rule looks closely, which takes time, and nearly every request keeps it. So each rule has a suspicion: a formula of
signs that holds of every request that breaks the rule, and of few others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

__all__ = [
    "ANYTHING",
    "NEVER",
    "SOMETHING",
    "STRANGER",
    "WORDS",
    "Every",
    "Formula",
    "No",
    "Sign",
    "Some",
    "Test",
    "either",
    "equals",
    "holds",
    "is_sent",
    "is_there",
    "longer_than",
    "signs_of",
]

STRANGER = "*"
"""The last step of a path that leads to any member that the contract does not know."""


class Test(Struct, frozen=True, eq=False):
    """
    A question to one value, answered by its type, or by a function for values of that type.

    `length` is that beyond which a text answers with yes, where nothing else about it matters.
    """

    types: Mapping[type, bool | Callable[[Any], object]]
    others: bool = False
    length: int | None = None


class Sign(Struct, frozen=True):
    """Some value at *path* makes *test* true; ``[]`` in the path stands for every item."""

    path: tuple[str, ...]
    test: Test


class Every(Struct, frozen=True):
    """All of several formulas hold."""

    of: tuple[Formula, ...]


class Some(Struct, frozen=True):
    """One of several formulas holds."""

    of: tuple[Formula, ...]


class No(Struct, frozen=True):
    """A formula does not hold."""

    of: Formula


Formula = Sign | Every | Some | No

NEVER = Some(())

ANYTHING = Test({}, others=True)
SOMETHING = Test({list: bool}, others=True)  # an empty array is nothing
WORDS = Test({list: bool, str: bool}, others=True)  # an empty text is nothing either


def holds(formula: Formula, shows: Callable[[Sign], object]) -> bool:
    """Say whether *formula* holds where *shows* says of each sign whether it is there."""
    if isinstance(formula, Sign):
        return bool(shows(formula))
    if isinstance(formula, No):
        return not holds(formula.of, shows)
    found = (holds(one, shows) for one in formula.of)
    return all(found) if isinstance(formula, Every) else any(found)


def signs_of(formula: Formula) -> Iterator[Sign]:
    """Yield each sign in *formula*."""
    if isinstance(formula, Sign):
        yield formula
    elif isinstance(formula, No):
        yield from signs_of(formula.of)
    else:
        for one in formula.of:
            yield from signs_of(one)


def is_there(path: tuple[str, ...]) -> Sign:
    """Return the sign that anything was sent at *path*, even an empty array."""
    return Sign(path, ANYTHING)


def is_sent(path: tuple[str, ...]) -> Sign:
    """Return the sign that something was sent at *path*; an empty array is nothing."""
    return Sign(path, SOMETHING)


def either(paths: Iterable[tuple[str, ...]], test: Test) -> Some:
    """Return the formula that *test* is true at one of *paths*."""
    return Some(tuple(Sign(path, test) for path in paths))


@lru_cache(maxsize=1024, typed=True)
def equals(wanted: Any) -> Test:
    """Return the test for just this value; true is not 1."""
    return Test({type(wanted): lambda value: value == wanted})


@lru_cache(maxsize=1024)
def longer_than(length: int) -> Test:
    """Return the test for a text of more than *length* characters."""
    return Test({str: lambda text: len(text) > length}, length=length)

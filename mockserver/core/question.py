"""What a tester asks about the calls of a world, all at once."""

from typing import Any

import msgspec

from mockserver.core.expectation import Expectation, parse_expectation
from mockserver.core.matching import WantedError, token
from mockserver.core.whole import whole

__all__ = ["HIGHEST", "LONGEST_STORY", "Count", "Question", "parse_question"]

_KEYS = ("expect", "count", "in_order", "after")
LONGEST_STORY = 100
HIGHEST = 999_999_999


class Count(msgspec.Struct, frozen=True):
    """How often a call is expected: *at_least* and, unless it is None, *at_most*."""

    at_least: int = 1
    at_most: int | None = None

    def exceeded_by(self, found: int) -> bool:
        """Whether that many are too many."""
        return self.at_most is not None and found > self.at_most


class Question(msgspec.Struct, frozen=True):
    """
    What is asked about the calls with a number beyond *after*.

    Either one expectation with a count, or, *in_order*, several that are to be met by calls one after the other.
    """

    expected: tuple[Expectation, ...]
    count: Count
    in_order: bool
    after: int


def parse_question(value: Any) -> Question:
    """
    Read a question from decoded JSON.

    Raises:
        WantedError: It cannot be asked.
    """
    if not isinstance(value, dict):
        raise WantedError("", "write an object")
    for name in value:
        if name not in _KEYS:
            raise WantedError(f"/{token(name)}", f"unknown; known: {', '.join(_KEYS)}")
    if ("expect" in value) is ("in_order" in value):
        raise WantedError("", "write expect, or in_order, and not both")
    after = _number(value.get("after", 0), "/after")
    if "expect" in value:
        expected = (parse_expectation(value["expect"], at="/expect"),)
        return Question(expected, _count(value.get("count", {})), in_order=False, after=after)
    if "count" in value:
        raise WantedError("/count", "only with expect")
    return Question(_story(value["in_order"]), Count(), in_order=True, after=after)


def _story(value: Any) -> tuple[Expectation, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= LONGEST_STORY:
        raise WantedError("/in_order", f"write 1 to {LONGEST_STORY} expectations")
    return tuple(parse_expectation(one, at=f"/in_order/{place}") for place, one in enumerate(value))


def _count(value: Any) -> Count:
    if not isinstance(value, dict) or not value.keys() <= {"exactly", "at_least", "at_most"}:
        raise WantedError("/count", "write an object with exactly, or with at_least and at_most")
    numbers = {name: _number(one, f"/count/{name}") for name, one in value.items()}
    if "exactly" in numbers:
        if len(numbers) > 1:
            raise WantedError("/count", "exactly stands alone")
        return Count(numbers["exactly"], numbers["exactly"])
    at_most = numbers.get("at_most")
    at_least = numbers.get("at_least", 1 if at_most is None else 0)
    count = Count(at_least, at_most)
    if count.exceeded_by(at_least):
        raise WantedError("/count", "at_least is more than at_most")
    return count


def _number(value: Any, at: str) -> int:
    number = whole(value)
    if number is None or not 0 <= number <= HIGHEST:
        raise WantedError(at, f"write a whole number from 0 to {HIGHEST}")
    return number

"""
What an object says whose only key begins with ``$``. To add an operator, write its class and its line in `OPERATORS`.

Each class reads what stands behind its key with ``read``.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol, Self

import msgspec

from mockserver.core.matching.difference import ABSENT, Difference, Steps
from mockserver.core.matching.wanted import Wanted, WantedError
from validator.pattern import Pattern, PatternError

__all__ = ["OPERATORS", "AnyValue", "Contains", "Match", "NoValue", "Operator", "describe_operators"]

_SIGNS_A_STEP = 1_000

_Parse = Callable[[Any, str], Wanted]


class Operator(Protocol):
    """A class of what can be wanted."""

    @classmethod
    def read(cls, value: Any, at: str, parse: _Parse, /) -> Wanted:
        """
        Read *value*, which stands at the JSON Pointer *at* behind the operator; *parse* reads what is within it.

        Raises:
            WantedError: It is used wrongly.
        """
        ...


class AnyValue(msgspec.Struct, frozen=True):
    """``{"$any": true}``: any value, but there must be one."""

    json: Any
    weight: int = 1

    @classmethod
    def read(cls, value: Any, at: str, _: _Parse, /) -> Self:
        """Read it."""
        return cls({"$any": _true(value, at)})

    def differences(self, got: Any, *, at: str, steps: Steps) -> Iterator[Difference]:
        """Look whether there is one."""
        steps.take()
        if got is ABSENT:
            yield Difference(at, self.json, got)


class NoValue(msgspec.Struct, frozen=True):
    """``{"$absent": true}``: no value."""

    json: Any
    weight: int = 1

    @classmethod
    def read(cls, value: Any, at: str, _: _Parse, /) -> Self:
        """Read it."""
        return cls({"$absent": _true(value, at)})

    def differences(self, got: Any, *, at: str, steps: Steps) -> Iterator[Difference]:
        """Look whether there is one."""
        steps.take()
        if got is not ABSENT:
            yield Difference(at, self.json, got)


class Match(msgspec.Struct, frozen=True):
    """``{"$match": "REGEX"}``: a text in which the regular expression is found."""

    json: Any
    pattern: Pattern
    weight: int = 1

    @classmethod
    def read(cls, value: Any, at: str, _: _Parse, /) -> Self:
        """Read it."""
        if not isinstance(value, str):
            raise WantedError(at, "write a regular expression")
        try:
            return cls({"$match": value}, Pattern(value))
        except PatternError as error:
            raise WantedError(at, str(error)) from None

    def differences(self, got: Any, *, at: str, steps: Steps) -> Iterator[Difference]:
        """Search."""
        steps.take(1 + (len(got) // _SIGNS_A_STEP if isinstance(got, str) else 0))
        if not isinstance(got, str) or not self.pattern.found_in(got):
            yield Difference(at, self.json, got)


class Contains(msgspec.Struct, frozen=True):
    """``{"$contains": X}``: an array with an item X."""

    item: Wanted

    @classmethod
    def read(cls, value: Any, at: str, parse: _Parse, /) -> Self:
        """Read it."""
        return cls(parse(value, at))

    @property
    def json(self) -> dict[str, Any]:
        """How it was written."""
        return {"$contains": self.item.json}

    @property
    def weight(self) -> int:
        """How many values it names."""
        return 1 + self.item.weight

    def differences(self, got: Any, *, at: str, steps: Steps) -> Iterator[Difference]:
        """Look for the item."""
        steps.take()
        items = got if isinstance(got, list | tuple) else ()
        if all(any(True for _ in self.item.differences(item, at="", steps=steps)) for item in items):
            yield Difference(at, self.json, got, self.weight)


OPERATORS: Mapping[str, type[Operator]] = {
    "$any": AnyValue,
    "$absent": NoValue,
    "$match": Match,
    "$contains": Contains,
}


def describe_operators() -> Iterator[str]:
    """
    Say what each operator means.

    >>> next(describe_operators())
    '{"$any": true}: any value, but there must be one'
    """
    for operator in OPERATORS.values():
        yield (operator.__doc__ or "").strip().partition("\n")[0].replace("`", "").rstrip(".")


def _true(value: Any, at: str) -> bool:
    if value is not True:
        raise WantedError(at, "write true")
    return True

"""Values, objects and arrays, as they are wanted."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from mockserver.core.matching.difference import ABSENT, Difference, Steps
from mockserver.core.matching.wanted import Wanted, token

__all__ = ["AnArray", "AnObject", "Exactly"]


class Exactly(msgspec.Struct, frozen=True):
    """One value. Numbers count for what they are worth, and true is not 1."""

    json: Any
    weight: int = 1

    def differences(self, got: Any, *, at: str, steps: Steps) -> Iterator[Difference]:
        """Compare."""
        steps.take()
        if got is ABSENT or isinstance(got, bool) is not isinstance(self.json, bool) or got != self.json:
            yield Difference(at, self.json, got)


class AnObject(msgspec.Struct, frozen=True):
    """An object with these values; it may have more."""

    values: Mapping[str, Wanted]

    @property
    def json(self) -> dict[str, Any]:
        """How it was written."""
        return {key: value.json for key, value in self.values.items()}

    @property
    def weight(self) -> int:
        """How many values it names."""
        return 1 + sum(value.weight for value in self.values.values())

    def differences(self, got: Any, *, at: str, steps: Steps) -> Iterator[Difference]:
        """Compare what it names."""
        steps.take()
        if not isinstance(got, Mapping):
            yield Difference(at, self.json, got, self.weight)
            return
        for key, value in self.values.items():
            yield from value.differences(got.get(key, ABSENT), at=f"{at}/{token(key)}", steps=steps)


class AnArray(msgspec.Struct, frozen=True):
    """An array of these items, and of no more."""

    items: tuple[Wanted, ...]

    @property
    def json(self) -> list[Any]:
        """How it was written."""
        return [item.json for item in self.items]

    @property
    def weight(self) -> int:
        """How many values it names."""
        return 1 + sum(item.weight for item in self.items)

    def differences(self, got: Any, *, at: str, steps: Steps) -> Iterator[Difference]:
        """Compare item by item."""
        steps.take()
        if not isinstance(got, list | tuple) or len(got) != len(self.items):
            yield Difference(at, self.json, got, self.weight)
            return
        for place, (item, one) in enumerate(zip(self.items, got, strict=True)):
            yield from item.differences(one, at=f"{at}/{place}", steps=steps)

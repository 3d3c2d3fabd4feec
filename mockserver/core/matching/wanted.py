"""What is wanted of a value."""

from collections.abc import Iterator
from typing import Any, Protocol

from mockserver.core.matching.difference import Difference, Steps

__all__ = ["Wanted", "WantedError", "token"]


class WantedError(ValueError):
    """What is wanted cannot be; *at* is a JSON Pointer to where it was written, *said* the reason."""

    def __init__(self, at: str, said: str) -> None:
        super().__init__(f"{at}: {said}")
        self.at = at
        self.said = said


class Wanted(Protocol):
    """What is wanted of one value: *json* as it was written, *weight* the number of values that it names."""

    @property
    def json(self) -> Any:
        """How it was written."""
        ...

    @property
    def weight(self) -> int:
        """How many values it names."""
        ...

    def differences(self, got: Any, *, at: str, steps: Steps) -> Iterator[Difference]:
        """Yield where *got*, which stands at the JSON Pointer *at*, is not as it is wanted."""
        ...


def token(key: str) -> str:
    """
    Write a key as a part of a JSON Pointer (RFC 6901, section 3).

    >>> token("a/b~c")
    'a~1b~0c'
    """
    return key.replace("~", "~0").replace("/", "~1")

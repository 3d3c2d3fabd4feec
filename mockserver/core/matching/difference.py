"""Where a value differs from what is wanted, and how long one may look for it."""

from typing import Any, Final

import msgspec

__all__ = ["ABSENT", "Difference", "Steps", "TooLongError"]


class TooLongError(Exception):
    """The comparison takes too long."""


class _Absent:
    def __repr__(self) -> str:
        return "nothing"


ABSENT: Final = _Absent()
"""Stands for a value that is not there."""


class Difference(msgspec.Struct, frozen=True):
    """
    At the JSON Pointer *at* this was *wanted*, and that was *got*, which may be `ABSENT`.

    *weight* says how many values are not as they were wanted.
    """

    at: str
    wanted: Any
    got: Any
    weight: int = 1


class Steps:
    """Bounds a comparison: so many values may be looked at."""

    def __init__(self, left: int) -> None:
        self._left = left

    def take(self, steps: int = 1) -> None:
        """
        Look at some values, or at one that is as long as some.

        Raises:
            TooLongError: That is more than is left.
        """
        self._left -= steps
        if self._left < 0:
            raise TooLongError

"""A stretch of real time that several waits share."""

from datetime import timedelta
from time import monotonic
from typing import Protocol

__all__ = ["Patience"]


class _Wait(Protocol):
    def __call__(self, *, within: float) -> bool:
        """Wait so many real seconds at most; say whether what was waited for has come."""
        ...


class Patience:
    """Once it is used up, nothing is waited for any more."""

    def __init__(self, span: timedelta) -> None:
        self._left = span.total_seconds()

    @property
    def spent(self) -> bool:
        """Whether nothing is left."""
        return self._left <= 0

    def spend(self, wait: _Wait) -> None:
        """Wait, for as long as is left."""
        begun = monotonic()
        wait(within=self._left)
        self._left -= monotonic() - begun

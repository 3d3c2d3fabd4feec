"""Cuts rows, of whatever kind, into batches, so that several processes can share them."""

from collections.abc import Generator, Iterable
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

__all__ = ["Batch", "batches"]

_ROWS = 5_000

_Row = TypeVar("_Row")


class Batch(NamedTuple, Generic[_Row]):
    """Some *rows* of a file, of which as many as *end* says are done with the last of them."""

    end: int
    rows: list[_Row]


def batches(rows: Iterable[_Row], *, begin: int) -> Generator[Batch[_Row], None, None]:
    """Yield what is left of *rows* behind the first *begin*."""
    left = islice(rows, begin, None)
    while some := [*islice(left, _ROWS)]:
        begin += len(some)
        yield Batch(begin, some)

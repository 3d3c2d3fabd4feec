"""Cuts a file into pieces of whole lines, so that several processes can share it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

__all__ = ["Chunk", "Piece", "Span", "chunks", "spans"]

_LONGEST_REST = 16_777_216


class Chunk(NamedTuple):
    """Whole lines, of which the first begins *begin* bytes after the beginning of all."""

    begin: int
    data: bytes

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.begin + len(self.data)

    def read(self) -> bytes:
        """Return the lines."""
        return self.data


class Span(NamedTuple):
    """Where whole lines stand in a file, for whoever can read it."""

    path: Path
    begin: int
    end: int

    def read(self) -> bytes:
        """Read the lines."""
        with self.path.open("rb") as file:
            file.seek(self.begin)
            return file.read(self.end - self.begin)


Piece = Chunk | Span


def chunks(file: IO[bytes], *, size: int, begin: int = 0) -> Iterator[Chunk]:
    """
    Yield what is left of a file, *begin* bytes after its beginning, in pieces of *size* bytes and the rest of a line.

    Of the rest, 16 MiB are taken at most.
    """
    while data := file.read(size):
        if not data.endswith(b"\n"):
            data += file.readline(_LONGEST_REST)
        yield Chunk(begin, data)
        begin += len(data)


def spans(path: Path, *, size: int, begin: int = 0) -> Iterator[Span]:
    """Yield where the pieces of a file stand; they are the same as those of `chunks`."""
    with path.open("rb") as file:
        last = file.seek(0, os.SEEK_END)
        while begin < last:
            end = min(begin + size, last)
            file.seek(end - 1)
            if file.read(1) != b"\n":
                end += len(file.readline(_LONGEST_REST))
            yield Span(path, begin, end)
            begin = end

"""Cuts a file into pieces of whole lines, so that several processes can share it."""

import io
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO, NamedTuple

__all__ = ["Chunk", "Span", "chunks", "spans"]

_LONGEST_REST = 16_777_216


class Chunk(NamedTuple):
    """Whole lines, of which the first begins *begin* bytes after the beginning of all."""

    begin: int
    data: bytes

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.begin + len(self.data)

    def blocks(self, size: int) -> Iterator[bytes]:
        """Yield the lines, *size* bytes and the rest of a line at once."""
        yield from (chunk.data for chunk in chunks(io.BytesIO(self.data), size=size))


class Span(NamedTuple):
    """Where whole lines stand in a file, for whoever can read it."""

    path: Path
    begin: int
    end: int

    def blocks(self, size: int) -> Iterator[bytes]:
        """Read the lines, *size* bytes and the rest of a line at once."""
        with self.path.open("rb") as file:
            file.seek(self.begin)
            yield from (chunk.data for chunk in chunks(file, size=size, begin=self.begin, end=self.end))


def chunks(file: IO[bytes], *, size: int, begin: int = 0, end: int | None = None) -> Generator[Chunk, None, None]:
    """
    Yield what is left of a file, *begin* bytes after its beginning, in pieces of *size* bytes and the rest of a line.

    Of the rest, 16 MiB are taken at most. Nothing is read from *end* on.
    """
    while data := file.read(size if end is None else min(size, end - begin)):
        if not data.endswith(b"\n"):
            left = _LONGEST_REST if end is None else min(_LONGEST_REST, end - begin - len(data))
            data += file.readline(left)
        yield Chunk(begin, data)
        begin += len(data)


def spans(path: Path, file: IO[bytes], *, size: int, begin: int = 0) -> Generator[Span, None, None]:
    """Yield where the pieces of *file*, which is at *path*, stand; they are the same as those of `chunks`."""
    last = file.seek(0, os.SEEK_END)
    while begin < last:
        end = min(begin + size, last)
        file.seek(end - 1)
        if file.read(1) != b"\n":
            end += len(file.readline(_LONGEST_REST))
        yield Span(path, begin, end)
        begin = end

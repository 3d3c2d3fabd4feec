"""Cuts a stream of lines into pieces of whole lines, so that several processes can share it."""

from collections.abc import Iterator
from typing import IO, NamedTuple

__all__ = ["Chunk", "chunks"]

_LONGEST_LINE = 16_777_216


class Chunk(NamedTuple):
    """Whole lines; *first* is the number of the first of them, *end* how many bytes have been read until its end."""

    first: int
    data: bytes
    end: int


def chunks(file: IO[bytes], *, size: int, line: int = 1, read: int = 0) -> Iterator[Chunk]:
    """
    Yield a file in pieces of about *size* bytes that end where a line does; a line of 16 MiB is cut.

    *line* is the number of the line at which *file* stands, *read* how many bytes are before it.
    """
    rest = b""
    while part := file.read(size):
        read += len(part)
        rest += part
        cut = rest.rfind(b"\n") + 1
        if not cut and len(rest) < _LONGEST_LINE:
            continue
        cut = cut or len(rest)
        data, rest = rest[:cut], rest[cut:]
        yield Chunk(line, data, read - len(rest))
        line += data.count(b"\n")
    if rest:
        yield Chunk(line, rest, read)

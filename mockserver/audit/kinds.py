"""
What can be audited: JSON Lines, CSV, HTTP Archives and exports of the journal.

To add a kind, write what cuts a file of it into pieces and what weighs one, and its line in `KINDS`.
"""

from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

from mockserver.audit.batches import Batch, batches
from mockserver.audit.block import Block
from mockserver.audit.chunks import Chunk, Span, chunks, spans
from mockserver.audit.judging import weigh_batch, weigh_lines, weigh_table
from mockserver.audit.opening import is_plain, skip
from mockserver.audit.readers import har_rows, journal_rows
from mockserver.audit.row import Broken, Row
from mockserver.audit.tables import Table, tables
from validator import Readings

__all__ = ["KINDS", "Kind", "Piece", "Source", "kind_of"]

_PACKED = {".gz", ".zst"}


class Source(NamedTuple):
    """A *file* that is open, unpacked; *local* says that whoever weighs its pieces can open *path*, too."""

    path: Path
    file: IO[bytes]
    local: bool


class Piece(Protocol):
    """A part of a file, which can be pickled."""

    @property
    def end(self) -> int:
        """How much of the file is done with it, in bytes or rows."""
        ...


class Kind(NamedTuple):
    """
    A kind of files.

    *cut* yields the pieces of one, behind what is done of it, of about so many bytes where bytes are what is cut;
    *weigh* weighs a piece, in whatever process.
    """

    cut: Callable[[Source, int, int], Generator[Piece, None, None]]
    weigh: Callable[[Any, Readings], Iterator[Block]]


def _cut_lines(source: Source, done: int, size: int) -> Generator[Chunk | Span, None, None]:
    if source.local and is_plain(source.file):
        # Another process has another /dev/stdin.
        return spans(source.path.resolve(), source.file, size=size, begin=done)
    skip(source.path, source.file, done)
    return chunks(source.file, size=size, begin=done)


def _cut_table(source: Source, done: int, _: int) -> Generator[Table, None, None]:
    return tables(source.path, source.file, begin=done)


def _cut_har(source: Source, done: int, _: int) -> Generator[Batch[Row | Broken], None, None]:
    return batches(har_rows(source.path, source.file), begin=done)


def _cut_journal(source: Source, done: int, _: int) -> Generator[Batch[Row | Broken], None, None]:
    return batches(journal_rows(source.path, source.file), begin=done)


KINDS: Mapping[str, Kind] = {
    "": Kind(_cut_lines, weigh_lines),
    ".csv": Kind(_cut_table, weigh_table),
    ".har": Kind(_cut_har, weigh_batch),
    ".json": Kind(_cut_journal, weigh_batch),
}
"""The kinds by the endings of files; whatever has another is JSON Lines."""


def kind_of(path: Path) -> Kind:
    """Say what kind a file is, by the ending of its name."""
    ending = Path(path.stem).suffix if path.suffix in _PACKED else path.suffix
    return KINDS.get(ending.lower(), KINDS[""])

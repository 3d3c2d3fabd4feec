"""Reads files, has their pieces judged, and adds up what is found, in order."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from mockserver.audit.checkpoint import Checkpoint, Keeper, Position
from mockserver.audit.chunks import Chunk, chunks
from mockserver.audit.engines import ENGINES, Submit, in_order
from mockserver.audit.judging import add_up
from mockserver.audit.opening import opened_at
from mockserver.audit.outputs import Output
from mockserver.audit.readers import READERS, kind_of, read_lines
from mockserver.audit.row import Judged
from mockserver.audit.summary import Summary
from validator import Readings

__all__ = ["audit"]

_A_BATCH = 10_000
"""Rows of a file that is no JSON Lines."""


class _Found(NamedTuple):
    """What is in a piece; *done* and *line* are of the `Position` behind it, *read* the bytes read until then."""

    summary: Summary
    verdicts: list[Judged]
    done: int
    line: int
    read: int


def audit(  # noqa: PLR0913 - one parameter a choice
    files: Sequence[Path],
    *,
    readings: Readings,
    jobs: int = 1,
    engine: str = "processes",
    scheduler: str | None = None,
    output: Output | None = None,
    keeper: Keeper | None = None,
    start: Checkpoint | None = None,
    progress: Callable[[int, int], object] | None = None,
    piece_bytes: int = 1_048_576,
) -> Summary:
    """
    Judge and price every request of *files*.

    Args:
        files: JSON Lines, CSV, HAR or exports of the journal, by their endings; packed with gzip or zstd or not.
        readings: How disputes are read.
        jobs: Workers that judge; what is found does not hang on their number.
        engine: Who they are, of `ENGINES`; one worker of *processes* is this one.
        scheduler: The address of a Dask scheduler.
        output: Is given the verdict on each request, in order.
        keeper: Keeps how far this has come.
        start: Where to go on.
        progress: Is told after each piece how many rows there were, and how many bytes of the file have been read.
        piece_bytes: How much of JSON Lines is judged at once.

    Raises:
        AuditError: A file cannot be read.
    """
    add, mark = (None, _nothing) if output is None else (output.add, output.mark)
    total, begin = (start.summary, start.position) if start else (Summary(), Position())
    with ExitStack() as stack:
        submit = None
        if jobs > 1 or scheduler is not None or engine != "processes":
            submit = stack.enter_context(ENGINES[engine](jobs, scheduler))
        for number, path in enumerate(files[begin.file :], begin.file):
            place = begin if number == begin.file else Position(number)
            pieces = _Pieces(path, readings, keeps=add is not None, size=piece_bytes)
            for found in pieces.judged(place, submit, jobs):
                total.add(found.summary)
                if add is not None:
                    for verdict in found.verdicts:
                        add(verdict)
                if keeper is not None:
                    keeper.reached(Position(number, found.done, found.line), total, mark)
                if progress is not None:
                    progress(found.summary.total.requests + found.summary.broken, found.read)
    return total


def _nothing() -> int:
    return 0


class _Pieces(NamedTuple):
    """The pieces of one file, judged."""

    path: Path
    readings: Readings
    keeps: bool
    size: int

    def judged(self, place: Position, submit: Submit | None, jobs: int) -> Iterator[_Found]:
        """Yield what is found in each piece from *place* on."""
        kind = kind_of(self.path)
        if kind in READERS:
            yield from self._batches(kind, place.done)
            return
        work = partial(_judge_lines, str(self.path), self.readings, self.keeps)
        with opened_at(self.path, place.done) as file:
            pieces = chunks(file, size=self.size, line=place.line, read=place.done)
            yield from map(work, pieces) if submit is None else in_order(submit, work, pieces, jobs)

    def _batches(self, kind: str, done: int) -> Iterator[_Found]:
        rows = READERS[kind](self.path)
        for _ in islice(rows, done):
            pass
        while batch := list(islice(rows, _A_BATCH)):
            verdicts: list[Judged] = []
            note = verdicts.append if self.keeps else None
            summary = add_up(batch, file=str(self.path), readings=self.readings, note=note)
            done += len(batch)
            yield _Found(summary, verdicts, done, 1, self.path.stat().st_size if len(batch) < _A_BATCH else 0)


def _judge_lines(file: str, readings: Readings, keeps: bool, piece: Chunk) -> _Found:  # noqa: FBT001 - bound by partial
    verdicts: list[Judged] = []
    rows = read_lines(piece.data, first=piece.first)
    summary = add_up(rows, file=file, readings=readings, note=verdicts.append if keeps else None)
    return _Found(summary, verdicts, piece.end, piece.first + piece.data.count(b"\n"), piece.end)

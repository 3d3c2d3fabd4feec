"""Reads files, has their pieces judged, and adds up what is found, in order."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from mockserver.audit.checkpoint import Checkpoint, Keeper, Position
from mockserver.audit.chunks import Piece, chunks, spans
from mockserver.audit.engines import ENGINES, Submit, in_order
from mockserver.audit.judging import add_up, weigh_lines, weigh_rows
from mockserver.audit.opening import is_plain, opened_at
from mockserver.audit.outputs import Output
from mockserver.audit.readers import READERS, kind_of
from mockserver.audit.row import Judged
from mockserver.audit.summary import Summary
from validator import Readings

__all__ = ["audit"]

_A_BATCH = 10_000
"""Rows of a file that is no JSON Lines."""


class _Found(NamedTuple):
    """
    What is in a piece of so many *lines*; *done* is of the `Position` behind it, *read* the bytes read until then.

    The number of the piece's first line is 1.
    """

    summary: Summary
    verdicts: list[Judged]
    done: int
    lines: int
    read: int

    def move(self, first: int) -> None:
        """Make *first* the number of the first line."""
        for verdict in self.verdicts:
            verdict.line += first - 1
        for _, broken in self.summary.quoted:
            broken.line += first - 1


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
    piece_bytes: int = 8_388_608,
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
            submit = stack.enter_context(ENGINES[engine].open(jobs, scheduler))
        for number, path in enumerate(files[begin.file :], begin.file):
            place = begin if number == begin.file else Position(number)
            pieces = _Pieces(path, readings, add is not None, piece_bytes, ENGINES[engine].local)
            line = place.line
            for found in pieces.judged(place.done, submit, jobs):
                found.move(line)
                line += found.lines
                total.add(found.summary)
                if add is not None:
                    for verdict in found.verdicts:
                        add(verdict)
                if keeper is not None:
                    keeper.reached(Position(number, found.done, line), total, mark)
                if progress is not None:
                    progress(found.summary.total.requests + found.summary.broken, found.read)
    return total


def _nothing() -> int:
    return 0


class _Pieces(NamedTuple):
    """The pieces of one file, judged; *local* says that who judges can read the file."""

    path: Path
    readings: Readings
    keeps: bool
    size: int
    local: bool

    def judged(self, done: int, submit: Submit | None, jobs: int) -> Iterator[_Found]:
        """Yield what is found in each piece, behind what is *done*."""
        kind = kind_of(self.path)
        if kind in READERS:
            yield from self._batches(kind, done)
            return
        work = partial(_judge_piece, str(self.path), self.readings, self.keeps)
        with opened_at(self.path, done) as file:
            if self.local and is_plain(file):
                # Another process has another /dev/stdin.
                pieces: Iterator[Piece] = spans(self.path.resolve(), size=self.size, begin=done)
            else:
                pieces = chunks(file, size=self.size, begin=done)
            yield from map(work, pieces) if submit is None else in_order(submit, work, pieces, jobs)

    def _batches(self, kind: str, done: int) -> Iterator[_Found]:
        rows = READERS[kind](self.path)
        for _ in islice(rows, done):
            pass
        while batch := list(islice(rows, _A_BATCH)):
            verdicts: list[Judged] = []
            note = verdicts.append if self.keeps else None
            summary = add_up([weigh_rows(batch, self.readings)], file=str(self.path), note=note)
            done += len(batch)
            # These rows know their lines.
            yield _Found(summary, verdicts, done, 0, self.path.stat().st_size if len(batch) < _A_BATCH else 0)


def _judge_piece(file: str, readings: Readings, keeps: bool, piece: Piece) -> _Found:  # noqa: FBT001 - bound by partial
    verdicts: list[Judged] = []
    blocks = [*weigh_lines(piece, readings)]
    summary = add_up(blocks, file=file, note=verdicts.append if keeps else None)
    return _Found(summary, verdicts, piece.end, blocks[-1].following - 1 if blocks else 0, piece.end)

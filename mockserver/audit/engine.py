"""Reads files, has their pieces judged, and adds up what is found, in order."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from mockserver.audit.block import Block
from mockserver.audit.checkpoint import Checkpoint, Keeper, Position
from mockserver.audit.engines import ENGINES, Submit, in_order
from mockserver.audit.judging import add_up
from mockserver.audit.kinds import Piece, Source, kind_of
from mockserver.audit.opening import opened, place_of
from mockserver.audit.outputs import Output
from mockserver.audit.row import Judged
from mockserver.audit.summary import Summary
from validator import Readings

__all__ = ["audit"]


class _Found(NamedTuple):
    """
    What is in a piece of so many *lines*; *done* is of the `Position` behind it.

    The number of the piece's first line is 1; where there are no lines, rows know their numbers.
    """

    summary: Summary
    verdicts: list[Judged]
    done: int
    lines: int

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
    progress: Callable[[int, int, int], object] | None = None,
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
        progress: Is told after each piece how many rows there were, in which file, and how much of that, as it is
            packed, has been read.
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
            for found, read in pieces.judged(place.done, submit, jobs):
                found.move(line)
                line += found.lines
                total.add(found.summary)
                if add is not None:
                    for verdict in found.verdicts:
                        add(verdict)
                if keeper is not None:
                    keeper.reached(Position(number, found.done, line), total, mark)
                if progress is not None:
                    progress(found.summary.total.requests + found.summary.broken, number, read)
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

    def judged(self, done: int, submit: Submit | None, jobs: int) -> Iterator[tuple[_Found, int]]:
        """Yield what is found in each piece, behind what is *done*, and how many bytes of the file were read."""
        kind = kind_of(self.path)
        work = partial(_judge_piece, kind.weigh, str(self.path), self.readings, self.keeps)
        with (
            opened(self.path) as file,
            closing(kind.cut(Source(self.path, file, self.local), done, self.size)) as pieces,
        ):
            for found in map(work, pieces) if submit is None else in_order(submit, work, pieces, jobs):
                yield found, place_of(file)


def _judge_piece(
    weigh: Callable[[Piece, Readings], Iterator[Block]],
    file: str,
    readings: Readings,
    keeps: bool,  # noqa: FBT001 - bound by partial
    piece: Piece,
) -> _Found:
    verdicts: list[Judged] = []
    blocks = [*weigh(piece, readings)]
    summary = add_up(blocks, file=file, note=verdicts.append if keeps else None)
    return _Found(summary, verdicts, piece.end, blocks[-1].following - 1 if blocks else 0)

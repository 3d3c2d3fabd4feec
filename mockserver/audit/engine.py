"""Reads files, shares their pieces among processes, and adds up what these find, in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import NamedTuple

from mockserver.audit.chunks import Chunk, chunks
from mockserver.audit.errors import AuditError
from mockserver.audit.judging import add_up
from mockserver.audit.opening import opened
from mockserver.audit.readers import READERS, kind_of, read_lines
from mockserver.audit.row import Judged
from mockserver.audit.summary import Summary
from validator import Readings

__all__ = ["audit"]

_AHEAD = 3
"""Pieces that wait for each process."""


class _Found(NamedTuple):
    summary: Summary
    verdicts: list[Judged]
    end: int


def audit(
    files: Iterable[Path],
    *,
    readings: Readings,
    jobs: int = 1,
    note: Callable[[Judged], object] | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Summary:
    """
    Judge and price every request of *files*.

    Args:
        files: JSON Lines, CSV, HAR or exports of the journal, by their endings; packed with gzip or zstd or not.
        readings: How disputes are read.
        jobs: Processes that judge; what is found does not hang on their number.
        note: Is given the verdict on each request, in order.
        progress: Is told after each piece how many rows there were, and how many bytes of the file have been read.

    Raises:
        AuditError: A file cannot be read.
    """
    total = Summary()
    for path in files:
        for found in _pieces(path, readings, jobs, keeps=note is not None):
            total.add(found.summary)
            if note is not None:
                for verdict in found.verdicts:
                    note(verdict)
            if progress is not None:
                progress(found.summary.total.requests + found.summary.broken, found.end)
    return total


def _pieces(path: Path, readings: Readings, jobs: int, *, keeps: bool) -> Iterator[_Found]:
    kind = kind_of(path)
    if kind in READERS:
        verdicts: list[Judged] = []
        summary = add_up(
            READERS[kind](path), file=str(path), readings=readings, note=verdicts.append if keeps else None
        )
        yield _Found(summary, verdicts, path.stat().st_size)
        return
    work = partial(_judge_lines, str(path), readings, keeps)
    with opened(path) as file:
        try:
            if jobs <= 1:
                yield from map(work, chunks(file))
            else:
                yield from _shared(work, chunks(file), jobs)
        except (EOFError, OSError) as error:
            raise AuditError(f"{path}: breaks off, or is not what it seems: {error}") from None


def _shared(work: Callable[[Chunk], _Found], pieces: Iterator[Chunk], jobs: int) -> Iterator[_Found]:
    """Judge pieces in processes, a few ahead, and yield what they find in the order of the pieces."""
    # Never a bare fork: whoever embeds this may have threads.
    method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    with ProcessPoolExecutor(jobs, mp_context=get_context(method)) as pool:
        waiting: deque[Future[_Found]] = deque()
        for piece in pieces:
            waiting.append(pool.submit(work, piece))
            if len(waiting) >= _AHEAD * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _judge_lines(file: str, readings: Readings, keeps: bool, piece: Chunk) -> _Found:  # noqa: FBT001 - bound by partial
    verdicts: list[Judged] = []
    rows = read_lines(piece.data, first=piece.first)
    summary = add_up(rows, file=file, readings=readings, note=verdicts.append if keeps else None)
    return _Found(summary, verdicts, piece.end)

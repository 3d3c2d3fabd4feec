"""Judges the rows of one piece, and adds them up."""

from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

from mockserver.audit.batches import Batch
from mockserver.audit.block import Block
from mockserver.audit.chunks import Chunk, Span
from mockserver.audit.memo import Memo
from mockserver.audit.row import Broken, Judged, Row
from mockserver.audit.summary import Count, Summary
from mockserver.audit.table_memo import TableMemo
from mockserver.audit.tables import Table
from mockserver.audit.weighing import Weighed, weigher
from mockserver.core.money import text
from validator import Readings

__all__ = ["add_up", "weigh_batch", "weigh_lines", "weigh_table"]

_BLOCK_BYTES = 131_072
"""How much is read at once: what was read is still in a processor's cache when it is weighed."""


def weigh_batch(batch: Batch[Row | Broken], readings: Readings) -> Iterator[Block]:
    """Weigh rows that have been read."""
    weigh = weigher(readings).weigh
    lines: list[int] = []
    block = Block(lines, [], [])
    for row in batch.rows:
        if isinstance(row, Broken):
            block.broken.append(row)
        else:
            lines.append(row.line)
            block.weighed.append(weigh(row))
            block.beside.append(row.beside)
    yield block


def weigh_table(table: Table, readings: Readings) -> Iterator[Block]:
    """Weigh rows of a table."""
    yield _table_memo(readings).weigh(table)


def weigh_lines(piece: Chunk | Span, readings: Readings) -> Iterator[Block]:
    """Weigh lines of JSON; the number of the first is 1."""
    memo, first = _memo(readings), 1
    for data in piece.blocks(_BLOCK_BYTES):
        block = memo.weigh(data.removeprefix(BOM_UTF8) if piece.begin == 0 and first == 1 else data, first=first)
        yield block
        first = block.following


@lru_cache(maxsize=8)
def _memo(readings: Readings) -> Memo:
    """Remember from one piece to the next."""
    return Memo(weigher(readings))


@lru_cache(maxsize=8)
def _table_memo(readings: Readings) -> TableMemo:
    """Remember from one piece to the next."""
    return TableMemo(weigher(readings))


def add_up(blocks: Iterable[Block], *, file: str, note: Callable[[Judged], object] | None = None) -> Summary:
    """Add up what was found in *file*; *note* is given the verdict on each row."""
    summary = Summary()
    tally: Counter[Weighed | None] = Counter()
    for block in blocks:
        tally.update(block.weighed)
        _count_beside(summary, block)
        for broken in block.broken:
            summary.quote(file, broken)
        if note is not None:
            for line, weighed in zip(block.lines, block.weighed, strict=True):
                if weighed is not None:
                    note(_judged(file, line, weighed))
    for weighed, number in tally.items():
        if weighed is not None:
            _count(summary, weighed, number)
    return summary


def _count_beside(summary: Summary, block: Block) -> None:
    days, keys = summary.days, summary.keys
    for weighed, (day, key) in zip(block.weighed, block.beside, strict=False):
        if weighed is None:
            continue
        price = weighed.outcome.credits
        if day:
            (days.get(day) or days.setdefault(day, Count())).add_one(price)
        if key:
            (keys.get(key) or keys.setdefault(key, Count())).add_one(price)


def _count(summary: Summary, weighed: Weighed, number: int) -> None:
    price = weighed.outcome.credits
    many = Count(number, 0) if price is None else Count(number, number, price * number)
    summary.total.add(many)
    summary.options.setdefault((weighed.outcome.model or "", weighed.quality, weighed.sound), Count()).add(many)
    for rule in weighed.outcome.rules:
        summary.rules[rule] = summary.rules.get(rule, 0) + number
    if weighed.used is not None:
        summary.charged += number
        summary.used += weighed.used * number
        summary.priced += many.credits
    if weighed.because:
        summary.differing += number
        summary.because[weighed.because] = summary.because.get(weighed.because, 0) + number


def _judged(file: str, line: int, weighed: Weighed) -> Judged:
    price, used = weighed.outcome.credits, weighed.used
    return Judged(
        file,
        line,
        weighed.outcome.model or "",
        price is not None,
        "" if price is None else text(price),
        weighed.outcome.rules,
        "" if used is None else text(used),
        "" if used is None else text(used - (price or Decimal(0))),
        weighed.because,
    )

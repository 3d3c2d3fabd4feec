"""
The ledger is a projection: its entries follow from the tasks and the time, so it never disagrees.

Credits are reserved when a task is created, settled when it completes, and released when it fails
or is cancelled (docs/kling-o3-image-to-video, Responses, usage.credits_reserved).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from mockserver.core.task import Task, charged

__all__ = ["Adjustment", "Entry", "Kind", "Totals", "adjusted", "entries", "reserved", "settled"]


class Kind(StrEnum):
    """What an entry does."""

    OPEN = "open"
    RESERVE = "reserve"
    SETTLE = "settle"
    RELEASE = "release"
    ADJUST = "adjust"


class Totals(Struct, frozen=True, gc=False):
    """Credits that are free, held for running tasks, and spent."""

    available: Decimal
    reserved: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)


class Adjustment(Struct, frozen=True, gc=False):
    """The balance was changed by hand, when so many tasks existed."""

    at: datetime
    amount: Decimal
    tasks: int


class Entry(Struct, frozen=True, gc=False):
    """One line, with the totals after it."""

    at: datetime
    kind: Kind
    task: str | None
    amount: Decimal
    totals: Totals


def reserved(totals: Totals, task: Task) -> Totals:
    """Hold the credits of *task*."""
    return Totals(totals.available - task.credits, totals.reserved + task.credits, totals.spent)


def settled(totals: Totals, task: Task) -> Totals:
    """Charge or give back the credits of *task*, which has ended."""
    held = totals.reserved - task.credits
    if charged(task):
        return Totals(totals.available, held, totals.spent + task.credits)
    return Totals(totals.available + task.credits, held, totals.spent)


def adjusted(totals: Totals, adjustment: Adjustment) -> Totals:
    """Add an amount, which may be negative."""
    return Totals(totals.available + adjustment.amount, totals.reserved, totals.spent)


def entries(
    tasks: Iterable[Task],
    *,
    now: datetime,
    opened_at: datetime,
    opening: Decimal,
    adjustments: Iterable[Adjustment] = (),
) -> Iterator[Entry]:
    """Yield every entry up to *now*, in the order of time; the last one carries the totals."""
    totals = Totals(opening)
    yield Entry(opened_at, Kind.OPEN, None, opening, totals)
    lines: list[tuple[datetime, int, Kind, Task | Adjustment]] = []
    for task in tasks:
        lines.append((task.created_at, task.number, Kind.RESERVE, task))
        if task.ends_at is not None:
            kind = Kind.SETTLE if charged(task) else Kind.RELEASE
            lines.append((task.ends_at, task.number, kind, task))
    lines.extend((change.at, change.tasks, Kind.ADJUST, change) for change in adjustments)
    # The sort is stable: at one instant a task's reservation stays before its end.
    for at, _, kind, cause in sorted(lines, key=lambda line: line[:2]):
        if at > now:
            return
        totals = _apply(totals, kind, cause)
        if isinstance(cause, Task):
            yield Entry(at, kind, cause.id, cause.credits, totals)
        else:
            yield Entry(at, kind, None, cause.amount, totals)


def _apply(totals: Totals, kind: Kind, cause: Task | Adjustment) -> Totals:
    if isinstance(cause, Adjustment):
        return adjusted(totals, cause)
    return reserved(totals, cause) if kind is Kind.RESERVE else settled(totals, cause)

"""Double charges: the same request that has made more than one task, which is what careless retries do."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from mockserver.core.idempotency import canonical
from mockserver.core.record import Record
from mockserver.core.task import Task, charged, snapshot
from mockserver.core.wire import BadJsonError, decode

__all__ = ["LOOKED_AT", "Creation", "Repeat", "repeats"]

LOOKED_AT = 10_000
"""So many tasks are looked at, the last ones."""


class Creation(Struct, frozen=True):
    """
    One of the tasks of a request.

    *call* is the number of the call that made it, None when that is no longer kept. *faults* met that call, so that
    its answer may have been lost; *has_key* says whether it had an Idempotency-Key.
    """

    task: Task
    call: int | None
    faults: tuple[str, ...]
    has_key: bool


class Repeat(Struct, frozen=True):
    """A request that has made several tasks, and what all but the first of them cost."""

    creations: tuple[Creation, ...]
    again: Decimal

    @property
    def answer_was_lost(self) -> bool:
        """Whether a fault met one of the calls, so that its sender may well have tried again."""
        return any(creation.faults for creation in self.creations)


def repeats(tasks: Iterable[Task], records: Iterable[Record], *, now: datetime) -> Iterator[Repeat]:
    """
    Yield every request of which there is more than one task, in the order of the first of them.

    Args:
        tasks: Those to look at, oldest first.
        records: The calls that may have made them.
        now: What time it is in their world.
    """
    made_by = {record.remarks.task: record for record in records if _made(record)}
    alike: dict[bytes, list[Task]] = {}
    for task in tasks:
        alike.setdefault(_meaning(task), []).append(task)
    for group in alike.values():
        if len(group) > 1:
            again = sum((task.credits for task in group[1:] if _costs(task, now)), Decimal(0))
            yield Repeat(tuple(_creation(task, made_by.get(task.id)) for task in group), again)


def _made(record: Record) -> bool:
    return record.call.operation == "create" and record.remarks.task is not None and not record.remarks.replayed


def _meaning(task: Task) -> bytes:
    try:
        return canonical(decode(task.body))
    except (BadJsonError, RecursionError):
        return task.body


def _costs(task: Task, now: datetime) -> bool:
    return charged(task) if snapshot(task, now).status.terminal else True


def _creation(task: Task, record: Record | None) -> Creation:
    if record is None:
        return Creation(task, None, (), has_key=False)
    return Creation(task, record.number, record.remarks.faults, record.call.header("idempotency-key") is not None)

"""The journal: what was asked and answered in a world, bounded in entries and in bytes."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime

from mockserver.core.entry import clean
from mockserver.core.record import Record, make_record
from mockserver.core.remarks import Remarks
from mockserver.core.tally import Tally
from mockserver.core.wire import Call, Reply

__all__ = ["BYTE_LIMIT", "ENTRY_LIMIT", "Journal"]

ENTRY_LIMIT = 10_000
"""So many calls of a world are kept."""

BYTE_LIMIT = 64 * 1024 * 1024
"""So many bytes of their heads and bodies are kept; the last call is kept whatever its size."""


class Journal:
    """The last calls, numbered from 1 without end; the oldest go first. All are counted in *tally*."""

    __slots__ = ("_records", "_tally", "_weight", "dropped", "total")

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._records: deque[Record] = deque()
        self._weight = 0
        self.total = 0
        self.dropped = 0

    def next_number(self) -> int:
        """Count a call that has come in."""
        self.total += 1
        return self.total

    def add(self, number: int, at: datetime, call: Call, reply: Reply, remarks: Remarks) -> None:
        """Keep a call that came at the world's instant *at*; beyond the limits the oldest go."""
        record = make_record(number, at, call, reply, remarks)
        self._tally.call(call.operation, reply.status, remarks.rules)
        records = self._records
        records.append(record)
        self._weight += record.weight
        while len(records) > ENTRY_LIMIT or (self._weight > BYTE_LIMIT and len(records) > 1):
            self._weight -= records.popleft().weight
            self.dropped += 1
            self._tally.dropped += 1

    def clean(self, after: int) -> tuple[Record, ...]:
        """Take the credentials out of the records beyond this number for good, and return them, oldest first."""
        place = len(self._records)
        while place and self._records[place - 1].number > after:
            place -= 1
            self._records[place] = clean(self._records[place])
        return tuple(self._records[at] for at in range(place, len(self._records)))

    @property
    def first(self) -> int:
        """The number of the oldest record; of the next one where none is kept."""
        return self._records[0].number if self._records else self.total + 1

    @property
    def last(self) -> int:
        """The number of the latest record, 0 where none is kept."""
        return self._records[-1].number if self._records else 0

    def resume(self, records: Iterable[Record], *, first: int, total: int, dropped: int) -> None:
        """Take over records that follow those that are here, and let go of those before the *first*."""
        for record in records:
            self._records.append(record)
            self._weight += record.weight
        while self._records and self._records[0].number < first:
            self._weight -= self._records.popleft().weight
        self.total, self.dropped = total, dropped

    def records(self) -> tuple[Record, ...]:
        """Return what is kept, oldest first."""
        return tuple(self._records)

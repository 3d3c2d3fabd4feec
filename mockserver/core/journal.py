"""The journal: what was asked and answered in a world, bounded in entries and in bytes."""

from collections import deque
from datetime import datetime

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

    def records(self) -> tuple[Record, ...]:
        """Return what is kept, oldest first."""
        return tuple(self._records)

"""The journal: what was asked and answered in a world, bounded, without credentials."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mockserver.core.clock import format_instant
from mockserver.core.redaction import Redaction

__all__ = ["BODY_LIMIT", "ENTRY_LIMIT", "Body", "Journal", "JournalEntry", "Remarks", "read_body"]

ENTRY_LIMIT = 10_000
BODY_LIMIT = 65_536


@dataclass(frozen=True, slots=True)
class Body:
    """A body as text, cut at 64 Ki characters; *size* is that of the whole, in bytes."""

    text: str
    size: int

    def to_dict(self) -> dict[str, Any]:
        """Write it as JSON."""
        return {"text": self.text, "bytes": self.size}


@dataclass(frozen=True, slots=True)
class Remarks:
    """What the gateway thought about a call, beside its answer."""

    task: str | None = None
    rules: tuple[str, ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    price: str | None = None
    replayed: bool = False
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One call with its answer; *readings* are the disputes the verdict hangs on, as they were read."""

    number: int
    at: datetime
    operation: str
    method: str
    path: str
    query: str
    status: int
    remarks: Remarks
    request_headers: tuple[tuple[str, str], ...]
    request_body: Body
    answer_headers: tuple[tuple[str, str], ...]
    answer_body: Body

    def to_dict(self) -> dict[str, Any]:
        """Write the entry as JSON."""
        remarks = self.remarks
        return {
            "number": self.number,
            "at": format_instant(self.at),
            "operation": self.operation,
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "status": self.status,
            "task": remarks.task,
            "rules": list(remarks.rules),
            "readings": dict(remarks.readings),
            "price": remarks.price,
            "replayed": remarks.replayed,
            "notes": list(remarks.notes),
            "faults": list(remarks.faults),
            "request": {
                "headers": [list(pair) for pair in self.request_headers],
                "body": self.request_body.to_dict(),
            },
            "answer": {
                "headers": [list(pair) for pair in self.answer_headers],
                "body": self.answer_body.to_dict(),
            },
        }


class Journal:
    """The last 10,000 entries, numbered from 1 without end."""

    def __init__(self) -> None:
        self._entries: deque[JournalEntry] = deque(maxlen=ENTRY_LIMIT)
        self.total = 0

    def next_number(self) -> int:
        """Count a call that has come in."""
        self.total += 1
        return self.total

    def add(self, entry: JournalEntry) -> None:
        """Keep an entry; beyond the limit the oldest goes."""
        self._entries.append(entry)

    def query(
        self,
        *,
        operation: str | None = None,
        status: int | None = None,
        task: str | None = None,
        rule: str | None = None,
    ) -> Iterator[JournalEntry]:
        """Yield the entries that fit, oldest first."""
        for entry in self._entries:
            if (
                operation in {None, entry.operation}
                and status in {None, entry.status}
                and task in {None, entry.remarks.task}
                and (rule is None or rule in entry.remarks.rules)
            ):
                yield entry


def read_body(data: bytes, *, redaction: Redaction) -> Body:
    """Read a body as text, whatever its bytes are, and take the credentials out."""
    # Masked first: a credential across the cut would show its first half.
    return Body(redaction.text(data.decode("utf-8", "replace"))[:BODY_LIMIT], len(data))

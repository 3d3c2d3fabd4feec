"""What a tester looks for in the journal, and the pages in which it is shown."""

import re
from collections.abc import Iterable
from datetime import datetime

import msgspec

from mockserver.core.entry import Entry
from mockserver.core.record import Record

__all__ = ["PAGE_BYTES", "STATUS_PATTERN", "Page", "Search", "find", "fitting", "names_fault", "parse_statuses"]

PAGE_BYTES = 16 * 1024 * 1024
"""A page ends where its bodies and heads pass this size, but holds one entry at least."""

STATUS_PATTERN = "[1-9](?:[0-9]{2}|xx)"
"""A status or a class of them, as a regular expression."""

_STATUS = re.compile(STATUS_PATTERN)
_BETWEEN_WORDS = re.compile(r"[^\w./-]+")


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """
    What an entry must have; what is None may be anything.

    *status* holds the statuses; *after* and *before* are numbers, both exclusive; *since* is the first instant of the
    world's time, *until* the first one that no longer counts; *fault* is the id or the kind of one; *text* stands in
    the body of the request or the answer, as they are shown.
    """

    operation: str | None = None
    status: range | None = None
    task: str | None = None
    rule: str | None = None
    fault: str | None = None
    after: int | None = None
    before: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None

    def fits(self, record: Record) -> bool:
        """Whether *record* is looked for."""
        return self._lies_within(record) and self._is_about(record) and self._reads(record)

    def _lies_within(self, record: Record) -> bool:
        return (
            (self.after is None or record.number > self.after)
            and (self.before is None or record.number < self.before)
            and (self.since is None or record.at >= self.since)
            and (self.until is None or record.at < self.until)
        )

    def _is_about(self, record: Record) -> bool:
        remarks = record.remarks
        return (
            self.operation in {None, record.call.operation}
            and (self.status is None or record.reply.status in self.status)
            and self.task in {None, remarks.task}
            and (self.rule is None or self.rule in remarks.rules)
            and (self.fault is None or names_fault(remarks.faults, self.fault))
        )

    def _reads(self, record: Record) -> bool:
        if self.text is None:
            return True
        entry = Entry(record)
        return self.text in entry.request_body.text or self.text in entry.answer_body.text


class Page(msgspec.Struct, frozen=True):
    """Some of the *found* entries; when there are more, they lie beyond the one with the number *next*."""

    records: tuple[Record, ...]
    found: int
    next: int | None


def find(records: Iterable[Record], search: Search, *, limit: int, newest_first: bool = False) -> Page:
    """Find the first *limit* of the *records*, which are in order, that fit *search*."""
    found = [record for record in records if search.fits(record)]
    if newest_first:
        found.reverse()
    shown = fitting(record.weight for record in found[:limit])
    more = shown < len(found)
    return Page(tuple(found[:shown]), len(found), found[shown - 1].number if more and shown else None)


def fitting(sizes: Iterable[int]) -> int:
    """Say how many of the first entries fit on a page; *sizes* are in bytes."""
    count = whole = 0
    for size in sizes:
        whole += size
        if count and whole > PAGE_BYTES:
            break
        count += 1
    return count


def names_fault(faults: Iterable[str], name: str) -> bool:
    """Whether one of the remarks on *faults* has *name*, an id or a kind, as one of its words."""
    return any(name == fault or name in _BETWEEN_WORDS.split(fault) for fault in faults)


def parse_statuses(text: str) -> range:
    """
    Read an HTTP status such as ``404``, or a class of them such as ``4xx``.

    Raises:
        ValueError: It is neither.
    """
    if _STATUS.fullmatch(text) is None:
        raise ValueError(f"{text[:64]!r} is no HTTP status; write 404, or 4xx for all of its class")
    if text.endswith("xx"):
        return range(int(text[0]) * 100, int(text[0]) * 100 + 100)
    return range(int(text), int(text) + 1)

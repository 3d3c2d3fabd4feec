"""
Counts for the metrics: what happened in one world since the server has started.

Each world has its own, which its lock guards, so that counting costs no more than an addition. A world that begins
anew goes on counting: what has happened has happened.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from decimal import Decimal

__all__ = ["Tally"]


@dataclass(slots=True, eq=False)
class Tally:
    """
    Plain counters; their labels are words of ours only, so that they are few and no key is among them.

    Args:
        calls: By operation and HTTP status.
        refused: By the rule that was broken; a call may break several.
        faults: By the kind of fault that fired.
        attempts: To deliver a callback, by outcome.
        ends: Of tasks, by the status that they ended in.
        tasks: That were accepted.
        reserved: Credits, held when a task was accepted; then either *settled* or *released*.
        dropped: Calls that the journal no longer keeps.
    """

    calls: dict[tuple[str, int], int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    attempts: dict[str, int] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    tasks: int = 0
    reserved: Decimal = Decimal(0)
    settled: Decimal = Decimal(0)
    released: Decimal = Decimal(0)
    dropped: int = 0

    def call(self, operation: str, status: int, rules: Iterable[str] = ()) -> None:
        """Count a call with its answer and the rules that it broke."""
        kind = operation, status
        self.calls[kind] = self.calls.get(kind, 0) + 1
        for rule in rules:
            self.refused[rule] = self.refused.get(rule, 0) + 1

    def fault(self, kind: str, by: int = 1) -> None:
        """Count a fault that fired; -1 takes one back."""
        self.faults[kind] = self.faults.get(kind, 0) + by

    def attempt(self, outcome: str) -> None:
        """Count an attempt to deliver a callback."""
        self.attempts[outcome] = self.attempts.get(outcome, 0) + 1

    def task(self, credits_: Decimal) -> None:
        """Count a task that was accepted, and its credits as reserved."""
        self.tasks += 1
        self.reserved += credits_

    def end(self, status: str, credits_: Decimal, *, charged: bool) -> None:
        """Count the end of a task, and its credits as settled or released."""
        self.ends[status] = self.ends.get(status, 0) + 1
        if charged:
            self.settled += credits_
        else:
            self.released += credits_

    def clear(self) -> None:
        """Begin at nought."""
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, dict):
                value.clear()
            else:
                setattr(self, each.name, type(value)(0))

    def add(self, other: "Tally") -> None:
        """Add what *other* has counted."""
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            if isinstance(mine, dict):
                for label, count in tuple(theirs.items()):  # its world may be counting on meanwhile
                    mine[label] = mine.get(label, 0) + count
            else:
                setattr(self, each.name, mine + theirs)

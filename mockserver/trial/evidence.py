"""Evidence: everything that one case left behind."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from mockserver.trial.call import CallView
from mockserver.trial.fall import Fall
from mockserver.trial.outcome import Outcome
from mockserver.trial.schedule import Schedule
from mockserver.trial.tempo import Tempo

__all__ = ["Evidence", "Receipt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """How a subject took a callback: the *status* that it answered, and how long it *took*, of world or real time."""

    task: str
    status: int | None
    took: timedelta
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """
    What a case left.

    Args:
        schedule: What was played.
        tempo: How it was played.
        outcome: What the subject said; None when it fell.
        fall: How it fell; None when it did not.
        entries: The journal, as JSON.
        tasks: The tasks as they ended, as JSON.
        began: The world's time at the beginning.
        ended: The world's time when the subject had ended.
        real_seconds: What the subject took.
        results: By the id of a completed task, the hash of the result that its link serves.
        receipts: How callbacks were taken; empty when the subject takes none.
        effects: How often the subject took the end of each task into account; None when it does not say.
        estimate: The credits that the subject expected, as it said them; None when it does not say.
        quoted: The credits that the request costs; None for an invalid one.
        spent: The credits that were charged.
        takes_callbacks: Whether the subject takes callbacks.
    """

    schedule: Schedule
    tempo: Tempo
    outcome: Outcome | None
    fall: Fall | None
    entries: tuple[dict[str, Any], ...]
    tasks: tuple[dict[str, Any], ...]
    began: datetime
    ended: datetime
    real_seconds: float
    results: dict[str, str] = field(default_factory=dict)
    receipts: tuple[Receipt, ...] = ()
    effects: dict[str, int] | None = None
    estimate: str | None = None
    quoted: Decimal | None = None
    spent: Decimal = Decimal(0)
    takes_callbacks: bool = False

    @cached_property
    def calls(self) -> tuple[CallView, ...]:
        """Every call, in order."""
        return tuple(CallView(entry, self.schedule) for entry in self.entries)

    def of(self, *operations: str) -> list[CallView]:
        """Return the calls of some operations, in order."""
        return [call for call in self.calls if call.operation in operations]

    @property
    def status(self) -> str | None:
        """The subject's own word for the end; None when it fell."""
        return self.outcome.status if self.outcome else None

    @property
    def said(self) -> str:
        """How the subject ended, in words."""
        if self.fall is not None:
            return str(self.fall)
        assert self.outcome is not None  # noqa: S101 - it is one or the other
        message = f" ({self.outcome.message})" if self.outcome.message else ""
        return f"it reported {self.outcome.status!r}{message}"

    @cached_property
    def faults(self) -> tuple[tuple[CallView, dict[str, Any]], ...]:
        """The faults that met a call, with that call, in order."""
        return tuple((call, fault) for call in self.calls for fault in call.met)

    def only_faults(self, *kinds: str, on: tuple[str, ...]) -> bool:
        """Say whether all faults that met a call are of these kinds, and met these operations only."""
        return all(fault.get("do") in kinds and call.operation in on for call, fault in self.faults)

    @property
    def elapsed(self) -> float:
        """World seconds from the beginning until the subject had ended."""
        return (self.ended - self.began).total_seconds()

    def since(self, call: CallView) -> float:
        """World seconds from the beginning until a call."""
        return (call.at - self.began).total_seconds()

    @property
    def told_ids(self) -> tuple[str, ...]:
        """The ids of tasks that the client was told when it created them."""
        return tuple(call.created for call in self.calls if call.created is not None)

    def ended_as(self, task_id: str) -> str | None:
        """Say how a task ended; None when there is none, or it did not."""
        return next((task["status"] for task in self.tasks if task["id"] == task_id), None)

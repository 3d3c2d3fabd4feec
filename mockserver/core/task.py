"""
A task is all that was decided when it was accepted; how it stands is a function of it and the time.

Nothing ticks in the background and nothing is stored: ask twice about the same instant and the
answer is the same. Only acts make a new record: a poll that counts, a cancellation.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

__all__ = [
    "EPOCH",
    "ID_PREFIX",
    "Snapshot",
    "Status",
    "Task",
    "TaskEndedError",
    "TaskError",
    "cancel",
    "charged",
    "complete",
    "fail",
    "next_transition",
    "observe",
    "snapshot",
]

ID_PREFIX = "task-unified-"
"""How each task id begins (docs/get-task-detail, Responses, 400)."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Seconds are counted from here."""

_SECOND = timedelta(seconds=1)
_ALMOST = 99


class Status(StrEnum):
    """How a task stands; the values are those of the API."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def terminal(self) -> bool:
        """Whether the task has ended."""
        return self in _TERMINAL


_TERMINAL = frozenset((Status.COMPLETED, Status.FAILED, Status.CANCELLED))


class TaskEndedError(ValueError):
    """The task has ended, so nobody can end it again."""


class TaskError(Struct, frozen=True, gc=False):
    """Why a task failed (docs/error-codes, Codes)."""

    code: str
    message: str


class Snapshot(Struct, frozen=True, gc=False):
    """How a task stands at one instant."""

    status: Status
    progress: int


class Task(Struct, frozen=True, kw_only=True, gc=False):
    """
    One generation.

    *starts_at* and *ends_at* are None when they never come, or when polls bring them: then *polls*
    says how many polls see each state, and *polls_seen* how many came. *seconds* is the length of
    the video, None where there is none.
    """

    id: str
    number: int
    model: str
    created_at: datetime
    credits: Decimal
    body: bytes
    base_url: str
    seconds: int | None = None
    callback_url: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    ends_as: Status = Status.COMPLETED
    error: TaskError | None = None
    polls: int | None = None
    polls_seen: int = 0
    charged_on_failure: bool = False
    charged_on_cancel: bool = False

    @property
    def created(self) -> int:
        """The second of its creation, as the API counts them."""
        return (self.created_at - EPOCH) // _SECOND


def snapshot(task: Task, now: datetime) -> Snapshot:
    """Say how *task* stands at *now*."""
    if task.ends_at is not None and now >= task.ends_at:
        return Snapshot(task.ends_as, 100 if task.ends_as is Status.COMPLETED else 0)
    if task.starts_at is None or now < task.starts_at:
        return Snapshot(Status.PENDING, 0)
    return Snapshot(Status.PROCESSING, _progress(task, now, task.starts_at))


def _progress(task: Task, now: datetime, started: datetime) -> int:
    if task.polls is not None:
        return 100 * (task.polls_seen - task.polls) // (task.polls + 1)
    if task.ends_at is None:
        # Never ends: draws near to the end without reaching it, half way after a minute.
        seconds = int((now - started).total_seconds())
        return _ALMOST * seconds // (seconds + 60)
    return min(int(100 * ((now - started) / (task.ends_at - started))), _ALMOST)


def next_transition(task: Task, now: datetime) -> datetime | None:
    """Say when *task* next changes its state by itself, or None."""
    instants = (task.starts_at, task.ends_at)
    return min((instant for instant in instants if instant and instant > now), default=None)


def observe(task: Task, now: datetime) -> Task:
    """Count a poll; where polls drive the task, the poll's instant is when the state changed."""
    if task.polls is None or snapshot(task, now).status.terminal:
        return task
    seen = task.polls_seen + 1
    return replace(
        task,
        polls_seen=seen,
        starts_at=now if task.starts_at is None and seen > task.polls else task.starts_at,
        ends_at=now if seen > 2 * task.polls else None,
    )


def cancel(task: Task, now: datetime) -> Task:
    """Cancel *task* at *now*."""
    return _end(task, now, Status.CANCELLED, error=None)


def fail(task: Task, now: datetime, *, error: TaskError) -> Task:
    """Let *task* fail at *now*."""
    return _end(task, now, Status.FAILED, error=error)


def complete(task: Task, now: datetime) -> Task:
    """Let *task* complete at *now*."""
    return _end(task, now, Status.COMPLETED, error=None)


def _end(task: Task, now: datetime, status: Status, *, error: TaskError | None) -> Task:
    before = snapshot(task, now).status
    if before.terminal:
        raise TaskEndedError(f"{task.id} is {before} already")
    starts_at = task.starts_at if before is Status.PROCESSING else now
    return replace(task, starts_at=starts_at, ends_at=now, ends_as=status, error=error)


def charged(task: Task) -> bool:
    """Whether the end of *task* costs its credits (disputes charge-on-failure, charge-on-cancel)."""
    if task.ends_as is Status.FAILED:
        return task.charged_on_failure
    return task.ends_as is Status.COMPLETED or task.charged_on_cancel

"""
A task is all that was decided when it was accepted; how it stands is a function of it and the time.

Nothing ticks in the background and nothing is stored: ask twice about the same instant and the
answer is the same. Only acts make a new record: a poll that counts, a cancellation.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self

from msgspec import Struct
from msgspec.structs import replace

__all__ = [
    "EPOCH",
    "ID_PREFIX",
    "Fate",
    "Snapshot",
    "Status",
    "Task",
    "TaskEndedError",
    "TaskError",
    "cancel",
    "charged",
    "complete",
    "end_at_once",
    "fail",
    "next_transition",
    "observe",
    "shared_fate",
    "snapshot",
]

ID_PREFIX = "task-unified-"
"""How each task id begins (docs/get-task-detail, Responses, 400)."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Seconds are counted from here."""

_AT_ONCE = timedelta()
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


_PENDING = Snapshot(Status.PENDING, 0)
_ENDED = {status: Snapshot(status, 100 if status is Status.COMPLETED else 0) for status in _TERMINAL}


class Fate(Struct, frozen=True, kw_only=True, gc=False):
    """
    What was decided of a task and is decided alike of many, who share it.

    *seconds* is the length of the video, None where there is none. With *polls* set, polls bring the states: so many
    polls see each of them.
    """

    model: str
    credits: Decimal
    base_url: str
    seconds: int | None = None
    callback_url: str | None = None
    ends_as: Status = Status.COMPLETED
    error: TaskError | None = None
    polls: int | None = None
    charged_on_failure: bool = False
    charged_on_cancel: bool = False


shared_fate = lru_cache(maxsize=1024)(Fate)
"""Make a fate, or return the equal one that was made before."""


class Task(Struct, frozen=True, gc=False):
    """
    One generation; there may be a million of them, so it has little of its own.

    *starts* and *ends* count from its creation; they are None when they never come, or when polls bring them, of which
    *polls_seen* came.
    """

    id: str
    number: int
    created_at: datetime
    body: bytes
    fate: Fate
    starts: timedelta | None = None
    ends: timedelta | None = None
    polls_seen: int = 0

    @classmethod
    def of(  # noqa: PLR0913 - what a task is, and it is decided elsewhere
        cls,
        *,
        id: str,  # noqa: A002 - its name
        number: int,
        created_at: datetime,
        body: bytes,
        starts_at: datetime | None = None,
        ends_at: datetime | None = None,
        polls_seen: int = 0,
        **fate: Any,
    ) -> Self:
        """Make a task of instants, and of what makes its *fate*."""
        starts, ends = (None if one is None else one - created_at for one in (starts_at, ends_at))
        return cls(id, number, created_at, body, shared_fate(**fate), starts, ends, polls_seen)

    @property
    def created(self) -> int:
        """The second of its creation, as the API counts them."""
        return (self.created_at - EPOCH) // _SECOND

    @property
    def starts_at(self) -> datetime | None:
        """When it starts, as far as that is decided."""
        return None if self.starts is None else self.created_at + self.starts

    @property
    def ends_at(self) -> datetime | None:
        """When it ends, as far as that is decided."""
        return None if self.ends is None else self.created_at + self.ends

    @property
    def model(self) -> str:
        """The model that it asks for."""
        return self.fate.model

    @property
    def credits(self) -> Decimal:
        """What it costs."""
        return self.fate.credits

    @property
    def base_url(self) -> str:
        """The address that its client used."""
        return self.fate.base_url

    @property
    def seconds(self) -> int | None:
        """The length of its video; None where there is none."""
        return self.fate.seconds

    @property
    def callback_url(self) -> str | None:
        """Where its callback goes; None for nowhere."""
        return self.fate.callback_url

    @property
    def ends_as(self) -> Status:
        """How it ends, when it does."""
        return self.fate.ends_as

    @property
    def error(self) -> TaskError | None:
        """Why it fails, when it does."""
        return self.fate.error

    @property
    def polls(self) -> int | None:
        """How many polls see each state; None where time brings them."""
        return self.fate.polls


def snapshot(task: Task, now: datetime) -> Snapshot:
    """Say how *task* stands at *now*."""
    age = now - task.created_at
    if task.ends is not None and age >= task.ends:
        return _ENDED[task.fate.ends_as]
    if task.starts is None or age < task.starts:
        return _PENDING
    return Snapshot(Status.PROCESSING, _progress(task, age - task.starts, task.starts))


def _progress(task: Task, ran: timedelta, started: timedelta) -> int:
    if task.polls is not None:
        return 100 * (task.polls_seen - task.polls) // (task.polls + 1)
    if task.ends is None:
        # Never ends: draws near to the end without reaching it, half way after a minute.
        seconds = int(ran.total_seconds())
        return _ALMOST * seconds // (seconds + 60)
    return min(int(100 * (ran / (task.ends - started))), _ALMOST)


def next_transition(task: Task, now: datetime) -> datetime | None:
    """Say when *task* next changes its state by itself, or None."""
    instants = (task.starts_at, task.ends_at)
    return min((instant for instant in instants if instant and instant > now), default=None)


def observe(task: Task, now: datetime) -> Task:
    """Count a poll; where polls drive the task, the poll's instant is when the state changed."""
    if task.polls is None or snapshot(task, now).status.terminal:
        return task
    seen, age = task.polls_seen + 1, now - task.created_at
    return replace(
        task,
        polls_seen=seen,
        starts=age if task.starts is None and seen > task.polls else task.starts,
        ends=age if seen > 2 * task.polls else None,
    )


def end_at_once(task: Task) -> Task:
    """Let *task* end when it is created, as it would have ended later."""
    return replace(task, starts=_AT_ONCE, ends=_AT_ONCE, fate=replace(task.fate, polls=None))


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
    age = now - task.created_at
    starts = task.starts if before is Status.PROCESSING else age
    return replace(task, starts=starts, ends=age, fate=replace(task.fate, ends_as=status, error=error))


def charged(task: Task) -> bool:
    """Whether the end of *task* costs its credits (disputes charge-on-failure, charge-on-cancel)."""
    if task.ends_as is Status.FAILED:
        return task.fate.charged_on_failure
    return task.ends_as is Status.COMPLETED or task.fate.charged_on_cancel

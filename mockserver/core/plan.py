"""What becomes of a task, decided when it is accepted, as lengths of time from its creation."""

from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace

from mockserver.core.task import Status, TaskError

__all__ = ["Plan"]


class Plan(Struct, frozen=True, gc=False):
    """
    *starts* and *ends* count from the creation; None means never.

    With *polls* set, polls bring the states instead of time: so many polls see the task pending, as
    many see it processing, and the next one sees the end.
    """

    starts: timedelta | None = timedelta()
    ends: timedelta | None = timedelta()
    polls: int | None = None
    ends_as: Status = Status.COMPLETED
    error: TaskError | None = None

    def timed(self, *, pending: timedelta, processing: timedelta) -> "Plan":
        """Wait, then run."""
        return replace(self, starts=pending, ends=pending + processing, polls=None)

    def lasting(self, total: timedelta) -> "Plan":
        """Take *total*: a quarter of it pending, the rest processing."""
        return self.timed(pending=total / 4, processing=total - total / 4)

    def delayed(self, by: timedelta) -> "Plan":
        """Wait *by* longer; what never comes, or comes by polls, stays so."""
        starts, ends = (None if one is None else one + by for one in (self.starts, self.ends))
        return replace(self, starts=starts, ends=ends)

    def polled(self, count: int) -> "Plan":
        """Move by polls."""
        return replace(self, starts=None, ends=None, polls=count)

    def hanging(self) -> "Plan":
        """Start and never end."""
        starts = timedelta() if self.starts is None else self.starts
        return replace(self, starts=starts, ends=None, polls=None)

    def failing(self, error: TaskError) -> "Plan":
        """End in failure."""
        return replace(self, ends_as=Status.FAILED, error=error)

    def cancelled(self) -> "Plan":
        """End cancelled."""
        return replace(self, ends_as=Status.CANCELLED, error=None)

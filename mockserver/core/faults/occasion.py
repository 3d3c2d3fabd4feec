"""What a fault may meet: one call, or one attempt of a callback, with the tasks that it is about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from msgspec import Struct

__all__ = ["Occasion", "Subject"]


class Subject(Struct, frozen=True):
    """
    A task that the occasion is about; of one that is only asked for the *id* and the *status* are None.

    *status* is what the occasion will show: a poll that moves the task sees what it has moved to.
    """

    id: str | None
    number: int | None
    model: str | None
    status: str | None = None


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """
    What is about to happen at *now* in a world that *began* earlier and has this *seed*.

    *about* names the tasks; it is asked once, and only when a fault wants to know. *attempt* counts those of a
    callback.
    """

    operation: str
    now: datetime
    began: datetime
    seed: int
    about: Callable[[], tuple[Subject, ...]]
    attempt: int | None = None

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """The tasks that it is about."""
        return self.about()

    @property
    def statuses(self) -> frozenset[str | None]:
        """The states that it shows."""
        return frozenset(subject.status for subject in self.subjects)

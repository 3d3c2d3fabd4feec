"""What has changed in a world since somebody last wrote it down."""

from mockserver.core.callbacks import Delivery
from mockserver.core.sending import Sending
from mockserver.core.task import Task

__all__ = ["Changes"]


class Changes:
    """
    The records of a world that are new or other than they were, by number; None for one that is gone.

    What only grows is not among them: its length says what is new.
    """

    __slots__ = ("deliveries", "sendings", "tasks")

    def __init__(self) -> None:
        self.tasks: dict[int, Task] = {}
        self.deliveries: dict[int, Delivery | None] = {}
        self.sendings: dict[int, Sending | None] = {}

    def __bool__(self) -> bool:
        return bool(self.tasks or self.deliveries or self.sendings)

    def clear(self) -> None:
        """Say that all of it has been written down."""
        for each in (self.tasks, self.deliveries, self.sendings):
            each.clear()

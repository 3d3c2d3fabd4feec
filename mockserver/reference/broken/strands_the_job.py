"""``strands-the-job``: see the class."""

from typing import Any

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.ending import Ended
from mockserver.reference.generation import Generation
from mockserver.reference.messages import Event, Lost

__all__ = ["StrandsTheJob"]


class _Generation(Generation):
    def read_poll(self, event: Event) -> dict[str, Any] | None:
        if isinstance(event, Lost):
            self.task_id = None
            raise Ended("gave-up", event.reason)
        return super().read_poll(event)


class StrandsTheJob(BrokenClient):
    """Forgets a task that is being made and billed when the connection breaks once."""

    habit = "survives-one-bad-poll"
    bug_class = BugClass.STRANDED_JOB
    generation = _Generation

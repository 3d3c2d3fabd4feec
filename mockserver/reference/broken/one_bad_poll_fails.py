"""``one-bad-poll-fails``: see the class."""

from typing import Any

from mockserver.reference.answers import reason
from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.ending import Ended
from mockserver.reference.generation import Generation
from mockserver.reference.messages import Event

__all__ = ["OneBadPollFails"]


class _Generation(Generation):
    def read_poll(self, event: Event) -> dict[str, Any] | None:
        task = super().read_poll(event)
        if task is None:
            raise Ended("failed", reason(event))
        return task


class OneBadPollFails(BrokenClient):
    """Reports a task as failed because one answer about it was of no use."""

    habit = "survives-one-bad-poll"
    bug_class = BugClass.ONE_BAD_POLL
    generation = _Generation

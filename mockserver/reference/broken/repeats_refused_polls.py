"""``repeats-refused-polls``: see the class."""

from typing import Any

from mockserver.reference.answers import refusal
from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation
from mockserver.reference.messages import Event

__all__ = ["RepeatsRefusedPolls"]


class _Generation(Generation):
    def read_poll(self, event: Event) -> dict[str, Any] | None:
        return None if refusal(event) else super().read_poll(event)


class RepeatsRefusedPolls(BrokenClient):
    """Asks again for a task that the gateway does not know, or does not show."""

    habit = "no-retry-of-4xx"
    bug_class = BugClass.REFUSAL
    generation = _Generation

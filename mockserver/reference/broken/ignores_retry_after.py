"""``ignores-retry-after``: see the class."""

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation
from mockserver.reference.messages import Event

__all__ = ["IgnoresRetryAfter"]


class _Generation(Generation):
    def asked_pause(self, event: Event) -> float:  # noqa: ARG002 - that is the fault
        return 0.0


class IgnoresRetryAfter(BrokenClient):
    """Comes back when it likes, whatever ``Retry-After`` asks for."""

    habit = "obeys-retry-after"
    bug_class = BugClass.IMPATIENCE
    generation = _Generation

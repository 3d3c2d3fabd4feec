"""``no-request-timeout``: see the class."""

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation

__all__ = ["NoRequestTimeout"]


class _Generation(Generation):
    def patience(self, left: float) -> float:  # noqa: ARG002 - that is the fault
        return 3600.0


class NoRequestTimeout(BrokenClient):
    """Waits an hour for an answer that does not come."""

    habit = "request-timeout"
    bug_class = BugClass.NO_TIMEOUT
    generation = _Generation

"""``failed-goes-on``: see the class."""

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation

__all__ = ["FailedGoesOn"]


class _Generation(Generation):
    running = frozenset({"pending", "processing", "failed"})


class FailedGoesOn(BrokenClient):
    """Waits for a failed task to complete."""

    habit = "ends-on-failed"
    bug_class = BugClass.FAILED_FOR_EVER
    generation = _Generation

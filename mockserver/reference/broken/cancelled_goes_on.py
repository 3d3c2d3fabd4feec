"""``cancelled-goes-on``: see the class."""

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation

__all__ = ["CancelledGoesOn"]


class _Generation(Generation):
    running = frozenset({"pending", "processing", "cancelled"})


class CancelledGoesOn(BrokenClient):
    """Waits for a cancelled task to complete, because it has never heard of that status."""

    habit = "ends-on-cancelled"
    bug_class = BugClass.UNKNOWN_STATUS
    generation = _Generation

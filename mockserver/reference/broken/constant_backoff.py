"""``constant-backoff``: see the class."""

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation

__all__ = ["ConstantBackoff"]


class _Generation(Generation):
    def backoff(self, failures: int) -> float:  # noqa: ARG002 - that is the fault
        return self.intent.poll_interval


class ConstantBackoff(BrokenClient):
    """Waits as long before the fifth repetition as before the first."""

    habit = "backoff-grows"
    bug_class = BugClass.IMPATIENCE
    generation = _Generation

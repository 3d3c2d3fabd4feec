"""``repeats-at-once``: see the class."""

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation

__all__ = ["RepeatsAtOnce"]


class _Generation(Generation):
    def backoff(self, failures: int) -> float:  # noqa: ARG002 - that is the fault
        return 0.0


class RepeatsAtOnce(BrokenClient):
    """Repeats what went wrong without any pause."""

    habit = "backoff-grows"
    bug_class = BugClass.IMPATIENCE
    generation = _Generation

"""``outstays-its-deadline``: see the class."""

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation

__all__ = ["OutstaysItsDeadline"]


class _Generation(Generation):
    def seconds_left(self) -> float:
        return super().seconds_left() + 9 * self.intent.deadline


class OutstaysItsDeadline(BrokenClient):
    """Takes ten times as long as its caller has."""

    habit = "keeps-deadline"
    bug_class = BugClass.NO_TIMEOUT
    generation = _Generation

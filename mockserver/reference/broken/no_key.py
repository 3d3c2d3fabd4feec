"""``no-key``: see the class."""

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation

__all__ = ["NoKey"]


class _Generation(Generation):
    def create_headers(self) -> dict[str, str]:
        return {"Content-Type": "application/json"}


class NoKey(BrokenClient):
    """Repeats a creation whose answer was lost, and names no intent: each repetition is a task, and is billed."""

    habit = "one-task-per-intent"
    bug_class = BugClass.CHARGED_TWICE
    generation = _Generation

"""``takes-callback-and-poll``: see the class."""

from collections import Counter

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass

__all__ = ["TakesCallbackAndPoll"]


class TakesCallbackAndPoll(BrokenClient):
    """Acts upon the callback and, once more, upon what it has polled."""

    habit = "callback-once"
    bug_class = BugClass.CALLBACK_TWICE

    def __init__(self) -> None:
        super().__init__()
        self._polled: Counter[str] = Counter()

    def take(self, task_id: str) -> None:
        self._polled[task_id] += 1

    def effects(self) -> dict[str, int]:
        return dict(Counter(super().effects()) + self._polled)

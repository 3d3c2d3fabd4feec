"""``takes-duplicates``: see the class."""

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.inbox import Inbox

__all__ = ["TakesDuplicates"]


class _Inbox(Inbox):
    def take(self, task: str) -> None:
        with self._lock:
            self._effects[task] = self._effects.get(task, 0) + 1


class TakesDuplicates(BrokenClient):
    """Acts upon each callback that comes, also when the same one comes again."""

    habit = "callback-once"
    bug_class = BugClass.CALLBACK_TWICE

    def make_inbox(self) -> Inbox:
        return _Inbox()

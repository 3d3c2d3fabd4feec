"""``polls-after-the-end``: see the class."""

from typing import Any

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation
from mockserver.reference.messages import Steps

__all__ = ["PollsAfterTheEnd"]


class _Generation(Generation):
    def watch(self, task_id: str) -> Steps[dict[str, Any]]:
        task = yield from super().watch(task_id)
        yield from self.pause(self.intent.poll_interval)
        yield from self.ask("GET", f"/v1/tasks/{task_id}")
        return task


class PollsAfterTheEnd(BrokenClient):
    """Asks once more for a task that has ended."""

    habit = "no-polls-after-end"
    bug_class = BugClass.FAILED_FOR_EVER
    generation = _Generation

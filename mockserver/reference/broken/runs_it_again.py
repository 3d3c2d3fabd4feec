"""``runs-it-again``: see the class."""

from dataclasses import replace

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.ending import Ending
from mockserver.reference.generation import Generation
from mockserver.reference.intent import fresh_key
from mockserver.reference.messages import Steps

__all__ = ["RunsItAgain"]


class _Generation(Generation):
    def run(self) -> Steps[Ending]:
        ending = yield from super().run()
        if ending.status != "gave-up" or ending.task_id is None:
            return ending
        self.intent = replace(self.intent, idempotency_key=fresh_key())
        self._ends_at = self._monotonic() + self.intent.deadline
        return (yield from super().run())


class RunsItAgain(BrokenClient):
    """Starts the generation anew when the deadline has come, while the first one goes on and is billed."""

    habit = "one-task-per-intent"
    bug_class = BugClass.FALSE_SUCCESS
    generation = _Generation

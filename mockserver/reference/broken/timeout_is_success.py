"""``timeout-is-success``: see the class."""

from dataclasses import replace

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.ending import Ending
from mockserver.reference.generation import Generation
from mockserver.reference.messages import Steps

__all__ = ["TimeoutIsSuccess"]


class _Generation(Generation):
    def run(self) -> Steps[Ending]:
        ending = yield from super().run()
        return replace(ending, status="completed") if ending.status == "gave-up" else ending


class TimeoutIsSuccess(BrokenClient):
    """Reports a task as completed when the deadline came first."""

    habit = "keeps-deadline"
    bug_class = BugClass.FALSE_SUCCESS
    generation = _Generation

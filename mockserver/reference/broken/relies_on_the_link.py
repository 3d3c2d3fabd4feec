"""``relies-on-the-link``: see the class."""

from collections.abc import Mapping
from typing import Any

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation
from mockserver.reference.messages import Steps

__all__ = ["ReliesOnTheLink"]


class _Generation(Generation):
    def collect(self, task: Mapping[str, Any]) -> Steps[bytes | None]:
        if task["status"] == "completed":
            task["results"][0].partition("://")
        return (yield from super().collect(task))


class ReliesOnTheLink(BrokenClient):
    """Breaks down over a completed task that has no link."""

    habit = "ends-without-link"
    bug_class = BugClass.NO_LINK
    generation = _Generation

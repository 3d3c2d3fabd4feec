"""``waits-for-the-link``: see the class."""

from collections.abc import Mapping
from typing import Any

from mockserver.reference.answers import result_link
from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation

__all__ = ["WaitsForTheLink"]


class _Generation(Generation):
    def is_running(self, task: Mapping[str, Any]) -> bool:
        return super().is_running(task) or (task["status"] == "completed" and result_link(task) is None)


class WaitsForTheLink(BrokenClient):
    """Waits for the link of a task that is completed and has none."""

    habit = "ends-without-link"
    bug_class = BugClass.NO_LINK
    generation = _Generation

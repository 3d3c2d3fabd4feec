"""``unknown-goes-on``: see the class."""

from collections.abc import Mapping
from typing import Any

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation

__all__ = ["UnknownGoesOn"]


class _Generation(Generation):
    def is_running(self, task: Mapping[str, Any]) -> bool:
        return task["status"] not in {"completed", "failed", "cancelled"}


class UnknownGoesOn(BrokenClient):
    """Takes every status that it does not know for a kind of pending."""

    habit = "ends-on-unknown-status"
    bug_class = BugClass.UNKNOWN_STATUS
    generation = _Generation

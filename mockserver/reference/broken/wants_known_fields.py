"""``wants-known-fields``: see the class."""

from typing import Any

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation
from mockserver.reference.messages import Event

__all__ = ["WantsKnownFields"]

_KNOWN = frozenset(
    "created id model object progress status task_info type usage results result_data duration error".split()  # noqa: SIM905
)


class _Generation(Generation):
    def read_poll(self, event: Event) -> dict[str, Any] | None:
        task = super().read_poll(event)
        if task is not None and task.keys() - _KNOWN:
            raise TypeError(f"unexpected fields: {sorted(task.keys() - _KNOWN)}")
        return task


class WantsKnownFields(BrokenClient):
    """Breaks down over a field that was not there when it was written."""

    habit = "tolerates-unknown-fields"
    bug_class = BugClass.BRITTLENESS
    generation = _Generation

"""``never-ends``: the client sees the task processing, whatever becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mockserver.core import task
from mockserver.core.faults import FaultKind, Moment, Occasion, Phase, Spoilt
from mockserver.faults.answer_body import TASK_OPERATIONS, spoil_tasks

__all__ = ["NeverEnds"]

_OF_THE_END = ("results", "result_data", "duration", "usage", "error")
_ALMOST = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverEnds(FaultKind):
    """The task itself goes its way: its credits are settled, and its callback comes. Only answers of its end count."""

    summary: ClassVar[str] = "Show a task that has ended as if it still ran; the task itself is not touched."
    example: ClassVar[Mapping[str, Any]] = {"on": "query", "when": {"task": 1}, "do": "never-ends"}
    operations: ClassVar[tuple[str, ...]] = TASK_OPERATIONS
    phases: ClassVar[tuple[Phase, ...]] = (Phase.AFTER,)

    def fits(self, occasion: Occasion) -> bool:
        """Fit tasks that have ended."""
        return any(status is not None and task.Status(status).terminal for status in occasion.statuses)

    def spoil(self, moment: Moment) -> Spoilt | None:
        """Let them run on."""
        return spoil_tasks(moment, _run_on, "the task seems to run on")


def _run_on(shown: dict[str, Any]) -> bool:
    if not task.Status(shown["status"]).terminal:
        return False
    shown["status"], shown["progress"] = str(task.Status.PROCESSING), _ALMOST
    for name in _OF_THE_END:
        shown.pop(name, None)
    if "can_cancel" in shown.get("task_info", {}):
        shown["task_info"]["can_cancel"] = True
    return True

"""``no-link``: the task is completed, and there is no result."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mockserver.core import task
from mockserver.core.faults import FaultKind, Moment, Occasion, Phase, Spoilt, one_of, setting
from mockserver.faults.answer_body import TASK_OPERATIONS, spoil_tasks

__all__ = ["NoLink"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoLink(FaultKind):
    """Only answers that show a completed task are counted."""

    summary: ClassVar[str] = "Show a task as completed, but without its results."
    example: ClassVar[Mapping[str, Any]] = {"on": "query", "when": {"times": 1}, "do": "no-link"}
    operations: ClassVar[tuple[str, ...]] = TASK_OPERATIONS
    phases: ClassVar[tuple[Phase, ...]] = (Phase.AFTER,)

    results: str = setting(
        one_of("missing", "empty", "null"), "how they are not there: missing, empty or null", default="missing"
    )

    def fits(self, occasion: Occasion) -> bool:
        """Fit completed tasks."""
        return task.Status.COMPLETED in occasion.statuses

    def spoil(self, moment: Moment) -> Spoilt | None:
        """Take the results away."""
        return spoil_tasks(moment, self._take_away, f"the results are {self.results}")

    def _take_away(self, shown: dict[str, Any]) -> bool:
        names = [name for name in ("results", "result_data") if shown.get(name)]
        for name in names:
            if self.results == "missing":
                del shown[name]
            else:
                shown[name] = [] if self.results == "empty" else None
        return bool(names)

"""``unknown-status``: a task is in a state that nobody documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mockserver.core.faults import FaultKind, Moment, Phase, Spoilt, setting, text
from mockserver.faults.answer_body import JSON_OPERATIONS, spoil_tasks

__all__ = ["UnknownStatus"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownStatus(FaultKind):
    """A client that takes all that is not an end for waiting waits for ever."""

    summary: ClassVar[str] = "Show a task in a state that nobody documents."
    example: ClassVar[Mapping[str, Any]] = {
        "on": "query",
        "when": {"status": "completed"},
        "do": "unknown-status",
        "status": "archived",
    }
    operations: ClassVar[tuple[str, ...]] = JSON_OPERATIONS[:4]
    phases: ClassVar[tuple[Phase, ...]] = (Phase.AFTER,)

    status: str = setting(text, "the state", default="archived")

    def spoil(self, moment: Moment) -> Spoilt | None:
        """Change the state."""
        return spoil_tasks(moment, self._change, f"the status is {self.status!r}")

    def _change(self, shown: dict[str, Any]) -> bool:
        shown["status"] = self.status
        return True

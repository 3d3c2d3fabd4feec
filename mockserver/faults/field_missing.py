"""``field-missing``: the answer lacks a field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mockserver.core.faults import FaultKind, Moment, Phase, Spoilt, setting
from mockserver.faults.answer_body import JSON_OPERATIONS, read_pointer, spoil_place

__all__ = ["FieldMissing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMissing(FaultKind):
    """No schema marks a field of an answer as required (docs/get-task-detail, Responses), so each may be missing."""

    summary: ClassVar[str] = "Leave a field out of the answer."
    example: ClassVar[Mapping[str, Any]] = {"on": "query", "do": "field-missing", "at": "/progress"}
    operations: ClassVar[tuple[str, ...]] = JSON_OPERATIONS
    phases: ClassVar[tuple[Phase, ...]] = (Phase.AFTER,)

    at: str | None = setting(
        read_pointer, "JSON Pointer to the field; unless set /id of create, /status of query, else /data", default=None
    )

    def spoil(self, moment: Moment) -> Spoilt | None:
        """Leave it out."""
        return spoil_place(moment, self.at, _leave_out, "left {at} out")


def _leave_out(holder: Any, key: Any) -> None:
    del holder[key]

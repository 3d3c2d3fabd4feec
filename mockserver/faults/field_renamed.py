"""``field-renamed``: a field of the answer has another name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mockserver.core.faults import FaultKind, Moment, Phase, Spoilt, setting, text
from mockserver.faults.answer_body import JSON_OPERATIONS, read_pointer, spoil_place

__all__ = ["FieldRenamed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRenamed(FaultKind):
    """What a new version of an API does to a client of the old one."""

    summary: ClassVar[str] = "Call a field of the answer by another name."
    example: ClassVar[Mapping[str, Any]] = {"on": "query", "do": "field-renamed", "at": "/status", "to": "state"}
    operations: ClassVar[tuple[str, ...]] = JSON_OPERATIONS
    phases: ClassVar[tuple[Phase, ...]] = (Phase.AFTER,)

    at: str | None = setting(
        read_pointer, "JSON Pointer to the field; unless set /id of create, /status of query, else /data", default=None
    )
    to: str | None = setting(text, "the other name; the old one with new_ before it unless set", default=None)

    def spoil(self, moment: Moment) -> Spoilt | None:
        """Rename it, where it stands."""
        return spoil_place(moment, self.at, self._rename, "called {at} by another name")

    def _rename(self, holder: Any, key: Any) -> None:
        if isinstance(holder, list):  # its items have no names: the item becomes an object that has one
            holder[key] = {self.to or "value": holder[key]}
            return
        members = [(self._new(name) if name == key else name, value) for name, value in holder.items()]
        holder.clear()
        holder.update(members)

    def _new(self, name: str) -> str:
        return f"new_{name}" if self.to is None else self.to

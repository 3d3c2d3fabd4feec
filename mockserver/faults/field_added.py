"""``field-added``: the answer has a field that nobody documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mockserver.core.faults import FaultKind, Moment, Phase, Spoilt, setting
from mockserver.core.wire import encode
from mockserver.faults.answer_body import JSON_OPERATIONS, read_pointer, spoil_place

__all__ = ["FieldAdded"]

_MOST_BYTES = 100_000


def _json(value: object) -> object:
    if len(encode(value)) > _MOST_BYTES:
        raise ValueError(f"must be at most {_MOST_BYTES} bytes of JSON")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldAdded(FaultKind):
    """What a client that checks answers too strictly stumbles over."""

    summary: ClassVar[str] = "Put a field into the answer that nobody documents."
    example: ClassVar[Mapping[str, Any]] = {"on": "any", "do": "field-added", "at": "/trace", "value": {"node": 7}}
    operations: ClassVar[tuple[str, ...]] = JSON_OPERATIONS
    phases: ClassVar[tuple[Phase, ...]] = (Phase.AFTER,)

    at: str = setting(read_pointer, "JSON Pointer to where it is to stand; /- at the end of a list", default="/added")
    value: Any = setting(_json, "any JSON", default="unexpected")

    def spoil(self, moment: Moment) -> Spoilt | None:
        """Add it."""
        return spoil_place(moment, self.at, self._add, "added {at}", new=True)

    def _add(self, holder: Any, key: Any) -> None:
        if isinstance(holder, list):
            holder.insert(key, self.value)
        else:
            holder[key] = self.value

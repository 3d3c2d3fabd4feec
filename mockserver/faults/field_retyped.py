"""``field-retyped``: a field of the answer has another type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from mockserver.core.faults import FaultKind, Moment, Phase, Spoilt, one_of, setting
from mockserver.core.wire import encode
from mockserver.faults.answer_body import JSON_OPERATIONS, read_pointer, spoil_place

__all__ = ["FieldRetyped"]


def _text(value: Any) -> str:
    return encode(value).decode()


def _number(value: Any) -> Any:
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else 0


_TYPES: Mapping[str, Callable[[Any], Any]] = {
    "string": _text,
    "number": _number,
    "boolean": bool,
    "null": lambda _: None,
    "array": lambda value: [value],
    "object": lambda value: {"value": value},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRetyped(FaultKind):
    """What was a text becomes a list of it, and all else the text of its JSON, unless *to* says otherwise."""

    summary: ClassVar[str] = "Give a field of the answer another type."
    example: ClassVar[Mapping[str, Any]] = {"on": "query", "do": "field-retyped", "at": "/progress", "to": "string"}
    operations: ClassVar[tuple[str, ...]] = JSON_OPERATIONS
    phases: ClassVar[tuple[Phase, ...]] = (Phase.AFTER,)

    at: str | None = setting(
        read_pointer, "JSON Pointer to the field; unless set /id of create, /status of query, else /data", default=None
    )
    to: str | None = setting(
        one_of(*_TYPES), f"{', '.join(_TYPES)}; unless set array for a string, string for all else", default=None
    )

    def spoil(self, moment: Moment) -> Spoilt | None:
        """Change the type."""
        return spoil_place(moment, self.at, self._retype, "gave {at} another type")

    def _retype(self, holder: Any, key: Any) -> None:
        to = self.to or ("array" if isinstance(holder[key], str) else "string")
        holder[key] = _TYPES[to](holder[key])

"""``after``: every task waits as long and runs as long as every other."""

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any, Self

from msgspec import Struct

from mockserver.core.lifecycles.lifecycle import only, span_of
from mockserver.core.plan import Plan
from mockserver.core.span import format_span

__all__ = ["After"]


class After(Struct, frozen=True):
    """Pending, then processing, each for a fixed time: about two seconds, so that a try feels alive."""

    pending: timedelta = timedelta(milliseconds=500)
    processing: timedelta = timedelta(milliseconds=1500)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read the total; a quarter of it is pending."""
        return cls._lasting(span_of(text, name="after"))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read ``total``, or ``pending`` and ``processing``."""
        if "total" in data:
            only(data, "total")
            return cls._lasting(span_of(data["total"], name="total"))
        only(data, "total", "pending", "processing")
        default = cls()
        return cls(
            span_of(data.get("pending", format_span(default.pending)), name="pending"),
            span_of(data.get("processing", format_span(default.processing)), name="processing"),
        )

    @classmethod
    def _lasting(cls, total: timedelta) -> Self:
        return cls(total / 4, total - total / 4)

    def to_json(self) -> dict[str, Any]:
        """Write what `parse_lifecycle` reads."""
        return {
            "kind": "after",
            "pending": format_span(self.pending),
            "processing": format_span(self.processing),
        }

    def plan(self, *, seed: int, task_number: int, since: timedelta = timedelta()) -> Plan:
        """Wait, then run."""
        return _plan(self.pending, self.processing)


@lru_cache(maxsize=64)
def _plan(pending: timedelta, processing: timedelta) -> Plan:
    return Plan(pending, pending + processing)

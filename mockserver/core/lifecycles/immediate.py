"""``immediate``: the task has ended when the client first looks."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Self

from msgspec import Struct

from mockserver.core.lifecycles.lifecycle import LifecycleError, only
from mockserver.core.plan import Plan

__all__ = ["Immediate"]


class Immediate(Struct, frozen=True):
    """No waiting at all."""

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read nothing."""
        if text:
            raise LifecycleError("immediate takes no setting")
        return cls()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read nothing."""
        only(data)
        return cls()

    def to_json(self) -> dict[str, Any]:
        """Write what `parse_lifecycle` reads."""
        return {"kind": "immediate"}

    def plan(self, *, seed: int, task_number: int, since: timedelta = timedelta()) -> Plan:
        """End at once."""
        return Plan()

"""``polls``: the client's own polls move the task on, so that no time needs to pass."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Self

from msgspec import Struct

from mockserver.core.acts import MOST_POLLS, ActError, parse_polls
from mockserver.core.lifecycles.lifecycle import LifecycleError, only
from mockserver.core.plan import Plan
from mockserver.core.whole import whole

__all__ = ["Polls"]


class Polls(Struct, frozen=True):
    """*count* polls see pending, as many see processing, the next sees the end."""

    count: int

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read the count."""
        try:
            return cls(parse_polls(text))
        except ActError as error:
            raise LifecycleError(str(error)) from None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read ``count``."""
        only(data, "count")
        count = whole(data.get("count"))
        if count is None or not 0 <= count <= MOST_POLLS:
            raise LifecycleError(f"count must be a whole number from 0 to {MOST_POLLS}")
        return cls(count)

    def to_json(self) -> dict[str, Any]:
        """Write what `parse_lifecycle` reads."""
        return {"kind": "polls", "count": self.count}

    def plan(self, *, seed: int, task_number: int, since: timedelta = timedelta()) -> Plan:
        """Move by polls."""
        return Plan().polled(self.count)

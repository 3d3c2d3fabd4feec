"""``distribution``: each task takes its own time, log-normal, as real queues do."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Self

from msgspec import Struct

from mockserver.core import chance
from mockserver.core.lifecycles.lifecycle import LifecycleError, only, span_of
from mockserver.core.plan import Plan
from mockserver.core.span import format_span

__all__ = ["Distribution"]

_PARTS = 2


class Distribution(Struct, frozen=True):
    """Half of all tasks take less than *median*, one in a hundred more than *p99*."""

    median: timedelta = timedelta(minutes=3)
    p99: timedelta = timedelta(minutes=10)

    def __post_init__(self) -> None:
        if not timedelta() < self.median <= self.p99:
            raise LifecycleError("a distribution needs 0 < median <= p99, for example 3m,10m")

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read ``median,p99``."""
        parts = text.split(",")
        if len(parts) != _PARTS:
            raise LifecycleError("write distribution:MEDIAN,P99, for example distribution:3m,10m")
        return cls(span_of(parts[0], name="median"), span_of(parts[1], name="p99"))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read ``median`` and ``p99``."""
        only(data, "median", "p99")
        return cls(
            span_of(data.get("median", "3m"), name="median"),
            span_of(data.get("p99", "10m"), name="p99"),
        )

    def to_json(self) -> dict[str, Any]:
        """Write what `parse_lifecycle` reads."""
        return {
            "kind": "distribution",
            "median": format_span(self.median),
            "p99": format_span(self.p99),
        }

    def plan(self, *, seed: int, task_number: int, since: timedelta = timedelta()) -> Plan:
        """Draw this task's time."""
        drawn = chance.draw(seed, "lifecycle", task_number)
        return Plan().lasting(chance.log_normal(drawn, median=self.median, p99=self.p99))

"""``failover``: during an outage of its provider the gateway fails over to another: a longer wait, the same answer."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Self

from msgspec import Struct

from mockserver.core.lifecycles.after import After
from mockserver.core.lifecycles.lifecycle import Lifecycle, LifecycleError, only, span_of
from mockserver.core.plan import Plan
from mockserver.core.span import format_span

__all__ = ["Failover"]

_AFTER = After()
_PARTS = 3


class Failover(Struct, frozen=True, kw_only=True):
    """
    Tasks go by *then*; those that are created from *begins* until *ends* wait *extra* before.

    Both count from the world's beginning. Tasks that polls move wait for polls alone.
    """

    begins: timedelta
    ends: timedelta
    extra: timedelta
    then: Lifecycle = _AFTER

    def __post_init__(self) -> None:
        if self.begins >= self.ends:
            raise LifecycleError("an outage needs from < until, for example failover:1m,10m,3m")
        if isinstance(self.then, Failover):
            raise LifecycleError("then must be another lifecycle than failover")

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read ``from,until,extra``."""
        parts = text.split(",")
        if len(parts) != _PARTS:
            raise LifecycleError("write failover:FROM,UNTIL,EXTRA, for example failover:1m,10m,3m")
        begins, ends, extra = (
            span_of(part, name=name) for part, name in zip(parts, ("from", "until", "extra"), strict=True)
        )
        return cls(begins=begins, ends=ends, extra=extra)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read ``from``, ``until``, ``extra`` and ``then``."""
        from mockserver.core.lifecycles import parse_lifecycle  # noqa: PLC0415 - this one is in that table itself

        only(data, "from", "until", "extra", "then")
        then = data.get("then", "after")
        if isinstance(then, dict) and then.get("kind") == "failover":
            raise LifecycleError("then must be another lifecycle than failover")
        return cls(
            begins=span_of(data.get("from", "0"), name="from"),
            ends=span_of(data.get("until"), name="until"),
            extra=span_of(data.get("extra"), name="extra"),
            then=_AFTER if then == "after" else parse_lifecycle(then),
        )

    def to_json(self) -> dict[str, Any]:
        """Write what `parse_lifecycle` reads."""
        return {
            "kind": "failover",
            "from": format_span(self.begins),
            "until": format_span(self.ends),
            "extra": format_span(self.extra),
            "then": self.then.to_json(),
        }

    def plan(self, *, seed: int, task_number: int, since: timedelta = timedelta()) -> Plan:
        """Decide by *then*, and let those wait that come during the outage."""
        plan = self.then.plan(seed=seed, task_number=task_number, since=since)
        return plan.delayed(self.extra) if self.begins <= since < self.ends else plan

"""What every lifecycle offers, and how their settings are read."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol, Self

from mockserver.core.plan import Plan
from mockserver.core.span import SpanError, parse_span

__all__ = ["Lifecycle", "LifecycleError", "only", "span_of"]


class LifecycleError(ValueError):
    """A lifecycle cannot be set like this."""


class Lifecycle(Protocol):
    """Decides the future of a task."""

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read the part after the colon of the short form."""
        ...

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the settings, without ``kind``."""
        ...

    def to_json(self) -> dict[str, Any]:
        """Write what `parse_lifecycle` reads."""
        ...

    def plan(self, *, seed: int, task_number: int, since: timedelta = timedelta()) -> Plan:
        """
        Decide; the same arguments give the same plan.

        Tasks are numbered from 1; *since* is how long after the world's beginning it is created.
        """
        ...


def only(data: Mapping[str, Any], *names: str) -> None:
    """
    Refuse settings that a kind does not know.

    Raises:
        LifecycleError: There is one.
    """
    for name in data:
        if name not in names:
            known = ", ".join(names) or "none"
            raise LifecycleError(f"unknown setting {name[:64]!r}; known: {known}")


def span_of(value: object, *, name: str) -> timedelta:
    """
    Read a length of time out of a setting.

    Raises:
        LifecycleError: It is not a text, or not a length of time.
    """
    if not isinstance(value, str):
        raise LifecycleError(f"{name} must be a length of time in text, for example 90s")
    try:
        return parse_span(value)
    except SpanError as error:
        raise LifecycleError(f"{name}: {error}") from None

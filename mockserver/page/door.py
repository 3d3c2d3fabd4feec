"""What the page is given: the control routes, the guard's answers, and news of a world."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Request

__all__ = ["Ask", "Door"]


class Ask(Protocol):
    """Asks a control route, in process."""

    def __call__(
        self,
        operation: str,
        *,
        world: str | None = None,
        query: Mapping[str, str] | None = None,
        path: Mapping[str, str] | None = None,
        body: object = None,
    ) -> tuple[int, Any]:
        """Return the status and the JSON of the answer, which may be a problem."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """
    The way into the server.

    Args:
        ask: Asks a control route.
        check_origin: Raises a `ProblemError` when a request comes from a page that is not ours.
        admits: Says whether a text is the control token; anything is where none is set.
        news: Yields an object whenever something has happened in a world, and None as a sign of life.
    """

    ask: Ask
    check_origin: Callable[[Request], None]
    admits: Callable[[str], bool]
    news: Callable[[str], Iterator[Mapping[str, Any] | None]]

"""One look at one view: who is looking at what, and what the control routes say about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.page.door import Ask

__all__ = ["RefusedError", "Visit"]

_GOOD = 300


class RefusedError(Exception):
    """A control route has refused; *detail* says why, *errors* where."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(problem.get("detail", ""))
        self.status = status
        self.title: str = problem.get("title", "")
        self.detail: str = problem.get("detail", "")
        self.errors: list[dict[str, str]] = list(problem.get("errors", ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What was asked for: the *world* by its id, "" for none, the *item* of the view, and the query."""

    door: Ask
    world: str
    item: str = ""
    query: Mapping[str, str] = field(default_factory=dict)

    def ask(
        self,
        operation: str,
        *,
        query: Mapping[str, str | int | None] | None = None,
        path: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Any:
        """
        Ask a control route about the world; what is None or "" in *query* is left out.

        Raises:
            RefusedError: It refuses.
        """
        wanted = {name: str(value) for name, value in (query or {}).items() if value not in (None, "")}
        status, answer = self.door(operation, world=self.world or None, query=wanted, path=path, body=body)
        if status >= _GOOD:
            raise RefusedError(status, answer)
        return answer

"""What a soak asks of the control routes of one world."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from mockserver.client import fetch

__all__ = ["Control", "ControlError"]

_PATIENCE = timedelta(seconds=60)
_BAD_REQUEST, _NOT_FOUND = 400, 404
_PAGE = 1_000


class ControlError(Exception):
    """A control route refused, or answered with what is no JSON; *status* is its answer's."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status

    @property
    def missing(self) -> bool:
        """Whether there is no such route."""
        return self.status == _NOT_FOUND


@dataclass(frozen=True, slots=True)
class Control:
    """The control routes with one API key."""

    url: str
    key: str

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """
        Send one control call and return its decoded answer.

        Raises:
            ControlError: It was refused.
        """
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        answer = fetch(f"{self.url}{path}", method=method, headers=headers, body=data, timeout=_PATIENCE)
        if answer.status >= _BAD_REQUEST:
            said = f"{method} {urlsplit(path).path}: {answer.status} {answer.body[:300]!r}"
            raise ControlError(said, answer.status)
        return answer.json() if answer.body else None

    def all_of(self, path: str, name: str) -> list[Any]:
        """Return every item of a list, page by page where the list has pages."""
        page = self.ask("GET", path)
        items = list(page[name])
        while page.get("next"):
            page = self.ask("GET", f"{path}?after={page['next']}&limit={_PAGE}")
            items += page[name]
        return items

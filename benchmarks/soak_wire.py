"""A client of the gateway that keeps its connection and notes what the wire did to it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

from benchmarks.soak_figures import Figures

__all__ = ["Suspect", "Wire"]

_PATIENCE_SECONDS = 5
_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class Suspect:
    """A 5xx answer, of which the journal must say which fault caused it."""

    operation: str
    status: int
    request_id: str | None
    body: bytes


@dataclass(slots=True)
class Wire:
    """
    One connection with one API key; opened anew when it broke.

    *timed_out* and *broke* count by operation what the journal must explain by a fault.
    """

    url: str
    key: str
    figures: Figures
    suspects: list[Suspect] = field(default_factory=list)
    timed_out: Counter[str] = field(default_factory=Counter)
    broke: Counter[str] = field(default_factory=Counter)
    _connection: HTTPConnection | None = None

    def send(self, operation: str, method: str, path: str, *, body: object = None, idempotency: str = "") -> Any:
        """Send one call; return its decoded answer where that is a JSON object and a success, else None."""
        headers = {"Authorization": f"Bearer {self.key}"}
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            headers["Content-Type"] = "application/json"
        if idempotency:
            headers["Idempotency-Key"] = idempotency
        self.figures.calls[operation] += 1
        try:
            answer, content = self._exchange(method, path, data, headers)
        except TimeoutError:
            self.timed_out[operation] += 1
        except (OSError, HTTPException):
            self.broke[operation] += 1
        else:
            return self._read(operation, answer, content)
        self.figures.answers["none"] += 1
        self.close()
        return None

    def forget(self) -> None:
        """Begin to count anew."""
        self.suspects.clear()
        self.timed_out.clear()
        self.broke.clear()

    def close(self) -> None:
        """Close the connection; the next call opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _exchange(
        self, method: str, path: str, data: bytes | None, headers: dict[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        if self._connection is None:
            self._connection = HTTPConnection(urlsplit(self.url).netloc, timeout=_PATIENCE_SECONDS)
        self._connection.request(method, path, body=data, headers=headers)
        answer = self._connection.getresponse()
        return answer, answer.read()

    def _read(self, operation: str, answer: HTTPResponse, content: bytes) -> Any:
        self.figures.answers[str(answer.status)] += 1
        if answer.status >= _SERVER_ERROR:
            self.suspects.append(Suspect(operation, answer.status, answer.headers["x-request-id"], content[:200]))
        try:
            value = json.loads(content)
        except ValueError:
            return None
        return value if isinstance(value, dict) and "error" not in value else None

"""Sends one callback over HTTP: ten seconds, no redirects, any 2xx is success."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR
from threading import Event, Timer
from typing import Protocol
from urllib.parse import urlsplit

from contracts import api
from mockserver.core.callbacks import Outcome, outcome_of

__all__ = ["HttpSender", "Sender", "Sent"]

_ANSWER_LIMIT = 65_536
_LONGEST_ERROR = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """How one attempt went."""

    outcome: Outcome
    status: int | None = None
    error: str | None = None


class Sender(Protocol):
    """Makes one attempt; never raises for what the receiver does."""

    def send(self, target: str, *, body: bytes) -> Sent:
        """Send *body* to *target*."""
        ...


class HttpSender:
    """Sends over HTTP; the environment's proxies are not asked."""

    def __init__(self, timeout: timedelta | None = None) -> None:
        self._seconds = (timeout or api().callback.timeout).total_seconds()

    def send(self, target: str, *, body: bytes) -> Sent:
        """Send *body* to *target*, and judge the answer."""
        address = urlsplit(target)
        kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        connection = kind(address.hostname or "", address.port, timeout=self._seconds)
        # The socket's own timeout starts anew with each byte; this one is for the whole attempt.
        late = Event()
        clock = Timer(self._seconds, _cut, [connection, late])
        clock.daemon = True
        clock.start()
        try:
            path = (address.path or "/") + (f"?{address.query}" if address.query else "")
            return self._exchange(connection, path, body)
        except (OSError, HTTPException, ValueError) as error:
            timed_out = isinstance(error, TimeoutError) or late.is_set()
            outcome = Outcome.TIMED_OUT if timed_out else Outcome.UNREACHABLE
            return Sent(outcome, error=_said(error))
        finally:
            clock.cancel()
            connection.close()

    def _exchange(self, connection: HTTPConnection, path: str, body: bytes) -> Sent:
        headers = {"Content-Type": api().callback.content_type, "User-Agent": "klingmock"}
        connection.request(api().callback.method, path, body, headers)
        answer = connection.getresponse()
        with suppress(OSError, HTTPException):
            answer.read(_ANSWER_LIMIT)
        outcome = outcome_of(answer.status)
        return Sent(outcome, status=answer.status)


def _cut(connection: HTTPConnection, late: Event) -> None:
    late.set()
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(SHUT_RDWR)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:_LONGEST_ERROR]

"""Sends one callback over HTTP: ten seconds, no redirects, no proxies, any 2xx is success."""

from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from socket import SOCK_STREAM, getaddrinfo, socket
from ssl import SSLContext
from threading import Lock, Timer
from typing import Any, Protocol
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

from contracts import api
from mockserver.core.attempt import Outcome, outcome_of
from mockserver.core.destination import ForbiddenAddressError, check_address
from mockserver.core.outgoing import Outgoing
from mockserver.delivery.line import Line

__all__ = ["INTERRUPTED", "HttpSender", "Place", "Resolve", "Sender", "Sent", "Trust", "fell"]

_ANSWER_LIMIT = 65_536
_LONGEST_ERROR = 200
_PORTS = {"http": 80, "https": 443}

Place = tuple[Any, ...]
"""What ``connect`` takes; it begins with the address."""

Resolve = Callable[[str, int], Sequence[tuple[int, Place]]]
"""Finds where a host and a port are: pairs of a family and a place."""

Trust = Callable[[str], SSLContext]
"""Gives what is needed to speak TLS to an IP address."""


class Sent(Struct, frozen=True):
    """How one attempt went, and what the receiver answered, if it did."""

    outcome: Outcome
    status: int | None = None
    error: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


INTERRUPTED = Sent(Outcome.INTERRUPTED, error="the server stopped")
"""What becomes of an attempt when the server stops."""


def fell(error: Exception) -> Sent:
    """Say how an attempt went that raised what no attempt raises."""
    return Sent(Outcome.UNREACHABLE, error=f"{type(error).__name__}: {error}"[:_LONGEST_ERROR])


class Sender(Protocol):
    """Makes attempts; never raises for what the receiver does."""

    def send(self, outgoing: Outgoing) -> Sent:
        """Make one attempt."""
        ...

    def close(self) -> None:
        """Cut every attempt that is under way, and make no more."""
        ...


def _resolve(host: str, port: int) -> Sequence[tuple[int, Place]]:
    return [(found[0], found[4]) for found in getaddrinfo(host, port, type=SOCK_STREAM)]


class HttpSender:
    """
    Sends over HTTP and HTTPS.

    Args:
        trust: What to speak TLS with.
        timeout: How long an attempt may take; the documented one, unless a test has less time.
        remote: Whether leave was given to send beyond this machine.
        resolve: Who finds the addresses of a host; for tests.
    """

    def __init__(
        self,
        trust: Trust,
        *,
        timeout: timedelta | None = None,
        remote: bool = False,
        resolve: Resolve = _resolve,
    ) -> None:
        self._trust = trust
        self._timeout = timeout or api().callback.timeout
        self._remote = remote
        self._resolve = resolve
        self._guard = Lock()
        self._lines: set[Line] = set()
        self._closed = False

    def send(self, outgoing: Outgoing) -> Sent:
        """Make one attempt, and judge the answer."""
        line = Line()
        with self._guard:
            if self._closed:
                return INTERRUPTED
            self._lines.add(line)
        # A socket's own timeout starts anew with each byte; this one is for the whole attempt.
        clock = Timer(self._timeout.total_seconds(), line.cut, [Outcome.TIMED_OUT])
        clock.daemon = True
        clock.start()
        try:
            return self._exchange(outgoing, line)
        except ForbiddenAddressError as error:
            return Sent(Outcome.FORBIDDEN, error=str(error))
        except (OSError, HTTPException, ValueError) as error:
            return _failed(error, line)
        finally:
            clock.cancel()
            line.close()
            with self._guard:
                self._lines.discard(line)

    def close(self) -> None:
        """Cut every attempt that is under way, and make no more."""
        with self._guard:
            self._closed = True
            lines = list(self._lines)
        for line in lines:
            line.cut(Outcome.INTERRUPTED)

    def _exchange(self, outgoing: Outgoing, line: Line) -> Sent:
        address = urlsplit(outgoing.target)
        self._connect(address, line)
        with closing(HTTPConnection(address.hostname or "")) as connection:
            connection.sock = line.socket
            path = (address.path or "/") + (f"?{address.query}" if address.query else "")
            connection.putrequest(api().callback.method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in outgoing.headers:
                connection.putheader(name, value)
            connection.endheaders(outgoing.body)
            with closing(connection.getresponse()) as answer:
                body = b""
                with suppress(OSError, HTTPException):
                    body = answer.read(_ANSWER_LIMIT)
                return Sent(outcome_of(answer.status), answer.status, None, tuple(answer.getheaders()), body)

    def _connect(self, address: SplitResult, line: Line) -> None:
        """Connect to the very addresses that were judged, one after the other; no name is looked up twice."""
        host = address.hostname or ""
        found = self._resolve(host, address.port or _PORTS[address.scheme])
        for _, place in found:
            check_address(str(place[0]), remote=self._remote)
        failure: OSError = OSError(f"{host} has no address")
        for family, place in found:
            try:
                self._connect_to(family, place, line)
            except OSError as error:
                failure = error
                continue
            if address.scheme == "https":
                line.secure(self._trust(str(place[0])), host)
            return
        raise failure

    def _connect_to(self, family: int, place: Place, line: Line) -> None:
        one = socket(family, SOCK_STREAM)
        one.settimeout(self._timeout.total_seconds())
        line.hold(one)
        one.connect(place)


def _failed(error: Exception, line: Line) -> Sent:
    outcome = line.cut_as or (Outcome.TIMED_OUT if isinstance(error, TimeoutError) else Outcome.UNREACHABLE)
    if outcome is Outcome.INTERRUPTED:
        return INTERRUPTED
    return Sent(outcome, error="no answer in time") if outcome is Outcome.TIMED_OUT else fell(error)

"""Asks the gateway behind: once, at one address, with no redirects, no proxies, and for a bounded time."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Lock, Timer
from urllib.parse import quote, urlsplit

from msgspec import Struct

from contracts import api
from mockserver.core.wire import Call
from mockserver.recording.fields import VIA, end_to_end

__all__ = ["NoAnswerError", "Received", "Upstream"]

_TIMEOUT = timedelta(seconds=60)
_ANSWER_LIMIT = 16 * 1024 * 1024
_OURS = ("host", "content-length", "accept-encoding", "expect", "via")
_SAFE_IN_QUERY = "%/:?@!$&'()*+,;=-._~[]"


class NoAnswerError(Exception):
    """The gateway behind gave no answer; *late* when it took too long."""

    def __init__(self, message: str, *, late: bool = False) -> None:
        super().__init__(message)
        self.late = late


class Received(Struct, frozen=True):
    """What the gateway behind answered; *headers* are those that go on to the client."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Upstream:
    """The gateway at *url*; a call may take *timeout* in all."""

    def __init__(self, url: str, *, timeout: timedelta = _TIMEOUT) -> None:
        self.url = url
        self._address = urlsplit(url)
        self._timeout = timeout
        self._guard = Lock()
        self._open: set[HTTPConnection] = set()
        self._closed = False

    def target(self, call: Call) -> str:
        """Say which address *call* is forwarded to: that of its route, whatever its own path was spelled like."""
        path = api().routes[call.operation].path.replace("{task_id}", quote(call.task_id, safe=""))
        query = f"?{quote(call.query, safe=_SAFE_IN_QUERY, encoding='latin-1')}" if call.query else ""
        return f"{self.url}{path}{query}"

    def send(self, call: Call) -> Received:
        """
        Forward *call*, once: to try again could pay twice.

        Raises:
            NoAnswerError: There is no whole answer in time.
        """
        connection, late = self._connection(), False

        def cut() -> None:
            nonlocal late
            late = True
            _cut(connection)

        # A socket's own timeout starts anew with each byte; this one is for the whole call.
        clock = Timer(self._timeout.total_seconds(), cut)
        clock.daemon = True
        with self._guard:
            if self._closed:
                raise NoAnswerError("the server is about to stop")
            self._open.add(connection)
        clock.start()
        try:
            return self._exchange(connection, call)
        except (OSError, HTTPException, ValueError) as error:
            if late or isinstance(error, TimeoutError):
                raise NoAnswerError(
                    f"{self.url} gave no answer in {self._timeout.total_seconds():g} s", late=True
                ) from None
            raise NoAnswerError(f"{self.url}: {type(error).__name__}: {error}"[:300]) from None
        finally:
            clock.cancel()
            clock.join()
            connection.close()
            with self._guard:
                self._open.discard(connection)

    def close(self) -> None:
        """Cut what is under way, and forward no more."""
        with self._guard:
            self._closed = True
            connections = list(self._open)
        for connection in connections:
            _cut(connection)

    def _connection(self) -> HTTPConnection:
        host, port, seconds = self._address.hostname or "", self._address.port, self._timeout.total_seconds()
        if self._address.scheme == "https":
            return HTTPSConnection(host, port, timeout=seconds, context=ssl.create_default_context())
        return HTTPConnection(host, port, timeout=seconds)

    def _exchange(self, connection: HTTPConnection, call: Call) -> Received:
        target = urlsplit(self.target(call))
        connection.putrequest(
            call.method, target.path + (f"?{target.query}" if target.query else ""), skip_accept_encoding=True
        )
        for name, value in _sent(call):
            connection.putheader(name, value)
        connection.endheaders(call.body or None)
        with closing(connection.getresponse()) as answer:
            body = answer.read(_ANSWER_LIMIT + 1)
            if len(body) > _ANSWER_LIMIT:
                raise NoAnswerError(f"{self.url}: the answer is longer than {_ANSWER_LIMIT} bytes")
            if answer.length:  # what is read up to a limit may end early without a word
                raise NoAnswerError(f"{self.url}: the answer ended {answer.length} bytes too early")
            pairs = [(name.lower(), value) for name, value in answer.getheaders()]
            return Received(answer.status, tuple(end_to_end(pairs, without=("content-length",))), body)


def _sent(call: Call) -> Iterator[tuple[str, str]]:
    yield from end_to_end(call.headers, without=_OURS)
    yield "Accept-Encoding", "identity"
    earlier = call.header("via")
    yield "Via", f"{earlier}, {VIA}" if earlier else VIA
    if call.body or call.method == "POST":
        yield "Content-Length", str(len(call.body))


def _cut(connection: HTTPConnection) -> None:
    # Shut down, and not only closed: that wakes a thread that waits for bytes.
    line = connection.sock
    if line is not None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

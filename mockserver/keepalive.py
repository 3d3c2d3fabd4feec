"""Connections that live longer than one call, for whoever calls one server again and again."""

from collections.abc import Mapping
from datetime import timedelta
from http.client import HTTPConnection, HTTPSConnection
from selectors import EVENT_READ, DefaultSelector
from threading import Lock
from urllib.parse import urlsplit

__all__ = ["Connections"]

_Headers = list[tuple[str, str]]

_KINDS: Mapping[str, type[HTTPConnection]] = {"http": HTTPConnection, "https": HTTPSConnection}


class Connections:
    """
    Connections to the host of *url*, each used by one caller at a time and kept for the next.

    No proxy is asked, no redirect followed. Close it, or it leaves sockets behind.
    """

    def __init__(self, url: str, *, timeout: timedelta) -> None:
        self._url = url
        self._seconds = timeout.total_seconds()
        self._lock = Lock()
        self._idle: list[HTTPConnection] = []
        self._closed = False

    def exchange(
        self, url: str, *, method: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[int, _Headers, bytes]:
        """
        Send one request; return status, headers and body of the answer.

        Raises:
            OSError, http.client.HTTPException, ValueError: There was no answer.
        """
        target = urlsplit(url)
        connection = self._take()
        try:
            path = (target.path or "/") + (f"?{target.query}" if target.query else "")
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            received = answer.status, answer.getheaders(), answer.read()
        except BaseException:
            connection.close()
            raise
        self._give_back(connection)
        return received

    def close(self) -> None:
        """Close what is idle; what is in use is closed when it comes back."""
        with self._lock:
            idle, self._idle, self._closed = self._idle, [], True
        for connection in idle:
            connection.close()

    def _take(self) -> HTTPConnection:
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            return self._connection()
        if _has_news(connection):
            connection.close()  # The next request opens it anew.
        return connection

    def _connection(self) -> HTTPConnection:
        address = urlsplit(self._url)
        kind = _KINDS.get(address.scheme)
        if kind is None:
            raise ValueError("it is not an http or https address")
        return kind(address.hostname or "", address.port, timeout=self._seconds)

    def _give_back(self, connection: HTTPConnection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()


def _has_news(connection: HTTPConnection) -> bool:
    """Whether bytes, or an end, came although nothing was asked: the server has given the connection up."""
    if connection.sock is None:
        return False
    with DefaultSelector() as selector:
        selector.register(connection.sock, EVENT_READ)
        return bool(selector.select(timeout=0))

"""The client on Python's standard library alone."""

import io
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import SplitResult, urlsplit

from mockserver.reference.blocking import BlockingClient
from mockserver.reference.messages import Answer, Event, Lost, Send

__all__ = ["StandardLibraryClient"]

_PORTS = {"http": 80, "https": 443}


class StandardLibraryClient(BlockingClient):
    """Opens a connection for each request, so that none is ever found broken."""

    def send(self, step: Send) -> Event:
        """Send one request."""
        until = time.monotonic() + step.patience
        try:
            address = urlsplit(step.url)
            with closing(_connect(address, until)) as connection:
                headers = {**step.headers, "Connection": "close"}
                connection.request(step.method, _target(address), body=step.body, headers=headers)
                answer = connection.getresponse()
                told = {name.lower(): value for name, value in answer.headers.items()}
                return Answer(answer.status, told, answer.read())
        except (OSError, HTTPException, ValueError, KeyError) as error:
            return Lost(f"{type(error).__name__}: {error}")


def _target(address: SplitResult) -> str:
    return (address.path or "/") + (f"?{address.query}" if address.query else "")


def _connect(address: SplitResult, until: float) -> HTTPConnection:
    """Connect to an http or https address; what is read from there is read until the instant, and no longer."""
    host, port = address.hostname or "", address.port or _PORTS[address.scheme]
    connected = socket.create_connection((host, port), _left(until))
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if address.scheme == "https":
        connected = ssl.create_default_context().wrap_socket(connected, server_hostname=host)
    connection = HTTPConnection(host, port)
    connection.sock = _Socket(connected, lambda: _left(until))
    return connection


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("the request took too long")
    return left


class _Socket:
    """What `HTTPConnection` needs of a socket; the timeouts of one are for each read, these are for all of them."""

    def __init__(self, connected: socket.socket, left: Callable[[], float]) -> None:
        self._connected = connected
        self._left = left

    def sendall(self, data: bytes) -> None:
        self._connected.settimeout(self._left())
        self._connected.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:  # noqa: ARG002 - always "rb"
        return io.BufferedReader(_Reader(self._connected, self._left))

    def close(self) -> None:
        self._connected.close()


class _Reader(io.RawIOBase):
    def __init__(self, connected: socket.socket, left: Callable[[], float]) -> None:
        self._connected = connected
        # A file of its own keeps the socket open until the body has been read.
        self._file = connected.makefile("rb", buffering=0)
        self._left = left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._connected.settimeout(self._left())
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()

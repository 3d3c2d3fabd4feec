"""
An httpx transport whose requests end in time.

The timeouts of httpx are for each read, so that a server which sends a byte now and then is never too late: the answer
could take for ever. Here all reads and writes of one request, its connecting included, share one limit.
"""

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

__all__ = ["BoundedTransport"]

_LEAST = 0.001  # seconds; 0 would mean: do not wait at all, not even for what is there


class _Limit:
    """The instant at which the request under way must have ended."""

    def __init__(self) -> None:
        self._until = 0.0

    def begin(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def left(self, error: type[Exception]) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise error("the request took too long")
        return max(left, _LEAST)


class _Stream(httpcore.NetworkStream):
    """A stream that knows the limit better than whoever reads from it."""

    def __init__(self, stream: httpcore.NetworkStream, limit: _Limit) -> None:
        self._stream = stream
        self._limit = limit

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - theirs, for one read
        return self._stream.read(max_bytes, self._limit.left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - as above
        self._stream.write(buffer, self._limit.left(httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - as above
    ) -> httpcore.NetworkStream:
        left = self._limit.left(httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._limit)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    """Connects to where it is told to, with streams that know the limit."""

    def __init__(self, limit: _Limit) -> None:
        self._limit = limit

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - as above
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left = self._limit.left(httpcore.ConnectTimeout)
        return _Stream(super().connect_tcp(host, port, left, local_address, socket_options), self._limit)


class BoundedTransport(httpx.BaseTransport):
    """
    Keeps connections and reads every answer whole; the ``connect`` timeout of a request is that of all of it.

    For one request at a time.
    """

    def __init__(self) -> None:
        self._limit = _Limit()
        self._pool = httpcore.ConnectionPool(network_backend=_Backend(self._limit))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; raises `httpx.TransportError` when no whole answer came in time."""
        self._limit.begin(request.extensions["timeout"]["connect"])
        try:
            answer = self._pool.request(
                request.method, str(request.url), headers=request.headers.raw, content=request.read()
            )
        except httpcore.TimeoutException as error:
            raise httpx.TimeoutException(str(error), request=request) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise httpx.TransportError(str(error) or type(error).__name__) from error
        return httpx.Response(answer.status, headers=answer.headers, content=answer.content)

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()

"""The connection of one attempt, which another thread may cut at any moment."""

from contextlib import suppress
from socket import SHUT_RDWR, socket
from ssl import SSLContext
from threading import Lock

from mockserver.core.attempt import Outcome

__all__ = ["Line"]


class Line:
    """Holds the socket of an attempt; *cut_as* says why it was cut, None while it was not."""

    def __init__(self) -> None:
        self._guard = Lock()
        self.cut_as: Outcome | None = None
        self.socket: socket | None = None

    def hold(self, one: socket) -> None:
        """
        Keep this socket instead of the one before.

        Raises:
            ConnectionAbortedError: The line was cut in the meantime.
        """
        with self._guard:
            before, self.socket = self.socket, one
            if before is not None:
                before.close()
            if self.cut_as is not None:
                raise ConnectionAbortedError("cut")

    def secure(self, context: SSLContext, host: str) -> None:
        """Speak TLS from now on, with whoever proves to be *host*."""
        assert self.socket is not None  # noqa: S101 - held by whoever calls
        wrapped = context.wrap_socket(self.socket, server_hostname=host, do_handshake_on_connect=False)
        self.hold(wrapped)
        wrapped.do_handshake()

    def cut(self, why: Outcome) -> None:
        """Let whoever reads or writes here fail at once."""
        with self._guard:
            self.cut_as = self.cut_as or why
            if self.socket is not None:
                with suppress(OSError):
                    socket.shutdown(self.socket, SHUT_RDWR)

    def close(self) -> None:
        """Give the socket back."""
        with self._guard:
            if self.socket is not None:
                self.socket.close()

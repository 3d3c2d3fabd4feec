"""Ends connections, gently or not."""

import asyncio
import socket
import struct

from mockserver.wire.loop import Loop

__all__ = ["reset"]

_LINGER_NOT = struct.pack("ii", 1, 0)
_FLUSH_SECONDS = 0.001
_FLUSHES = 1_000


def reset(transport: asyncio.Transport, loop: Loop, *, tries: int = _FLUSHES) -> None:
    """
    Reset the connection, once what was written has gone out, so that the client reads it and then fails.

    Source:
        socket(7), SO_LINGER; with a time of 0 the kernel sends RST.
    """
    if transport.get_write_buffer_size() and tries:
        loop.call_later(_FLUSH_SECONDS, lambda: reset(transport, loop, tries=tries - 1))
        return
    connection = transport.get_extra_info("socket")
    if connection is not None and not transport.is_closing():
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
    transport.abort()

"""One visit of a client: the bytes that it sends, piece by piece, and how it leaves."""

from __future__ import annotations

import socket
import struct
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

__all__ = ["ENDINGS", "Heard", "Visit", "come", "hear"]

ENDINGS = ("finish", "close", "reset")
"""How a client leaves: after it has read all that there is, at once, or by breaking the connection."""

_PATIENCE_SECONDS = 15
_PIECE = 65_536
_AT_ONCE = struct.pack("ii", 1, 0)
_STREAM = b"text/event-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """
    One connection.

    Args:
        pieces: What is sent, each piece by itself.
        ending: One of `ENDINGS`.
        sure: How many answers there must be, where that is known because every request is good.
    """

    pieces: tuple[bytes, ...]
    ending: str = "finish"
    sure: int | None = None

    @property
    def sent(self) -> bytes:
        """All that is sent."""
        return b"".join(self.pieces)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"pieces": [b64encode(one).decode() for one in self.pieces], "ending": self.ending, "sure": self.sure}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Visit:
        """Read the JSON form."""
        pieces = tuple(b64decode(one) for one in data["pieces"])
        return cls(pieces=pieces, ending=data["ending"], sure=data["sure"])


@dataclass(frozen=True, slots=True)
class Heard:
    """What was received; *ended* says how that ended: by its end, a reset, never, or that nobody waited for it."""

    data: bytes
    ended: str


def come(port: int, visit: Visit) -> socket.socket:
    """Connect to the server on *port* and send what *visit* sends, as far as it is taken."""
    plug = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE_SECONDS)
    plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with suppress(OSError):  # it was refused meanwhile: what matters is what it says
        for piece in visit.pieces:
            plug.sendall(piece)
        if visit.ending == "finish":
            plug.shutdown(socket.SHUT_WR)
    return plug


def hear(plug: socket.socket, visit: Visit) -> Heard:
    """Listen as long as *visit* does, and leave as it does."""
    with plug:
        if visit.ending == "reset":
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        if visit.ending != "finish":
            return Heard(b"", "left")
        return _listen(plug)


def _listen(plug: socket.socket) -> Heard:
    data = bytearray()
    while True:
        try:
            piece = plug.recv(_PIECE)
        except TimeoutError:
            return Heard(bytes(data), "never")
        except OSError:
            return Heard(bytes(data), "reset")
        if not piece:
            return Heard(bytes(data), "end")
        data += piece
        if _STREAM in data:
            return Heard(bytes(data), "left")  # such an answer has no end

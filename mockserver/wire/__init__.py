"""The event-loop front: answers the gateway's calls, breaks connections on purpose, hands all else to a WSGI app."""

from mockserver.wire.limits import Limits
from mockserver.wire.open_files import raise_open_files, room_for_connections
from mockserver.wire.server import Server

__all__ = ["Limits", "Server", "raise_open_files", "room_for_connections"]

"""The event-loop front: answers the gateway's calls, breaks connections on purpose, hands all else to a WSGI app."""

from mockserver.wire.limits import Limits
from mockserver.wire.server import Server

__all__ = ["Limits", "Server"]

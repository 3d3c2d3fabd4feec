"""What all connections share, and how they begin and end together."""

import asyncio
from collections.abc import Callable

from mockserver.core.wire import Call
from mockserver.logs import log, logs_calls
from mockserver.services import Services
from mockserver.wire.backroom import App, Backroom
from mockserver.wire.call_log import CallLog
from mockserver.wire.connection import Connection
from mockserver.wire.environ import environ_of
from mockserver.wire.gateway_exchange import GatewayExchange
from mockserver.wire.limits import Limits
from mockserver.wire.loop import Loop
from mockserver.wire.receiver import Receiver
from mockserver.wire.refusal import RefusedError
from mockserver.wire.request import Request
from mockserver.wire.shortcut import Shortcut
from mockserver.wire.wsgi_exchange import WsgiExchange

__all__ = ["Front"]


class Front:
    """
    The connections and what they share. *address* is the one that is listened on.

    *now* is the loop's time when `sweep` last looked at it, so that nobody has to ask for it at each call.
    """

    def __init__(
        self,
        loop: Loop,
        services: Services,
        make_app: Callable[[], App],
        *,
        limits: Limits,
        address: tuple[str, int],
    ) -> None:
        self.loop = loop
        self.limits = limits
        self.address = address
        self.backroom = Backroom(loop, services, make_app, limits=limits)
        self.shortcut = Shortcut(services.desk, public_url=services.settings.public_url)
        self.now = loop.time()
        self.draining = False
        self._stopped = False
        self._refused = 0
        self.log = CallLog(loop, services.desk) if logs_calls() else None
        self._connections: set[Connection] = set()
        self._empty = asyncio.Event()
        self._empty.set()

    def connect(self) -> Connection:
        """Make the protocol of one connection."""
        return Connection(self)

    def enter(self, connection: Connection) -> RefusedError | None:
        """Count a connection; say why not, if it may not be."""
        self._connections.add(connection)
        self._empty.clear()
        if self._stopped:
            connection.abort()
        elif self.draining:
            return RefusedError(503, "the server is about to stop")
        elif len(self._connections) > self.limits.connections:
            self._refused += 1
            return RefusedError(503, f"there are {self.limits.connections} connections already; close some")
        return None

    def leave(self, connection: Connection) -> None:
        """Forget a connection."""
        self._connections.discard(connection)
        if not self._connections:
            self._empty.set()

    def exchange(
        self, request: Request, receiver: Receiver, *, client: tuple[str, int]
    ) -> GatewayExchange | WsgiExchange:
        """Say who answers a request: the desk a plain call of the gateway, the WSGI app everything else."""
        if request.plain:
            return GatewayExchange(self.backroom, self.shortcut.call(request), receiver)
        environ = environ_of(request, server=self.address, client=client)
        return WsgiExchange(self.backroom, request, environ, receiver)

    def note(self, what: Call | Request | RefusedError) -> Callable[[int, str], object] | None:
        """Say who is to be told how it was answered; nobody, unless there is a log."""
        return self.log.begin(what) if self.log is not None else None

    def sweep(self) -> None:
        """Look at the time, and end the connections of those who are too slow."""
        self.now = self.loop.time()
        for connection in tuple(self._connections):
            connection.check()
        if self._refused:
            log("warning", "too many connections", refused=self._refused, limit=self.limits.connections)
            self._refused = 0

    def drain(self) -> None:
        """Let every connection finish what has been begun."""
        self.draining = True
        for connection in tuple(self._connections):
            connection.drain()

    def abort(self) -> None:
        """End every connection at once, and those that are still to come."""
        self._stopped = True
        for connection in tuple(self._connections):
            connection.abort()

    async def left(self) -> None:
        """Wait until every connection has ended."""
        await self._empty.wait()

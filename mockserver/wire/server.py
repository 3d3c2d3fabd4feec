"""Runs the front on a port, in a thread of its own."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from socket import socket
from threading import Thread

from mockserver.services import Services
from mockserver.wire.backroom import App
from mockserver.wire.front import Front
from mockserver.wire.limits import Limits
from mockserver.wire.loop import new_loop

__all__ = ["Server"]

_BACKLOG = 2_048
_SWEEP_SECONDS = 1


class Server:
    """
    Answers on *listener* from when it is made until `stop` or `drain`.

    *release* is called once nobody is left to be answered: it lets go whatever a thread may still wait for.

    Raises:
        ValueError: The event loop that the environment names is unknown, or not installed.
    """

    def __init__(
        self,
        listener: socket,
        services: Services,
        make_app: Callable[[], App],
        *,
        limits: Limits,
        release: Callable[[], object],
    ) -> None:
        loop = new_loop()
        self._loop = loop
        self._front = Front(loop, services, make_app, limits=limits, address=listener.getsockname()[:2])
        self._release = release
        self._ending = asyncio.Event()
        self._server = loop.run_until_complete(loop.create_server(self._front.connect, sock=listener, backlog=_BACKLOG))
        self._thread = Thread(target=self._run, name="klingmock-server", daemon=True)
        self._thread.start()

    def wait(self, *, seconds: float | None = None) -> bool:
        """Wait until nothing of the server is left, at most so many seconds; say whether that is so."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Stop answering at once, and wait until nothing of the server is left."""
        self._tell(self._stop)
        self._thread.join()

    def drain(self, *, within: timedelta) -> None:
        """Take no more connections and finish the calls that have come, for no longer than *within*, then stop."""
        self._tell(self._drain, within)

    def _tell(self, what: Callable[..., object], *arguments: object) -> None:
        with suppress(RuntimeError):  # it has stopped already
            self._loop.call_soon_threadsafe(what, *arguments)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._release()
            self._front.backroom.close()
            self._loop.close()

    def _stop(self) -> None:
        self._server.close()
        self._front.drain()
        self._front.abort()
        self._ending.set()

    def _drain(self, within: timedelta) -> None:
        self._server.close()
        self._front.drain()
        self._loop.call_later(within.total_seconds(), self._front.abort)
        self._ending.set()

    async def _serve(self) -> None:
        sweeping = asyncio.ensure_future(self._sweep())
        await self._ending.wait()
        await self._front.left()
        sweeping.cancel()
        await self._server.wait_closed()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            self._front.sweep()

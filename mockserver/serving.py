"""Runs the server in this process, on a port that may be picked."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from socket import AF_INET, AF_INET6, IPPROTO_TCP, TCP_NODELAY, create_server, socket
from threading import Event

from contracts import api
from mockserver.app import make_app, make_services
from mockserver.delivery import Authority
from mockserver.logs import log
from mockserver.services import Services
from mockserver.settings import Settings, SettingsError
from mockserver.wire import Limits, Server, room_for_connections

__all__ = ["RunningServer", "listen", "running", "serve", "url_of", "write_ready_file"]

_BACKLOG = 2_048
_PATIENT = frozenset({"/_mock/callbacks/wait"})


class RunningServer:
    """A server that answers at *url* until `stop` is called."""

    def __init__(self, server: Server, services: Services, *, url: str, wake: Callable[[], object]) -> None:
        self.url = url
        self.services = services
        self._server = server
        self._wake = wake

    def wait(self, *, seconds: float | None = None) -> bool:
        """Wait until the server stops, at most so many seconds; say whether it has."""
        return self._server.wait(seconds=seconds)

    def stop(self) -> None:
        """Stop answering at once, and wait until nothing of the server is left."""
        self._wake()
        self._server.stop()
        self.services.close()
        log("info", "stopped", url=self.url)

    def drain(self, *, within: timedelta) -> None:
        """Take no more connections, finish the calls that have come, for no longer than *within*, and stop."""
        log("info", "stopping when every call is answered", seconds=within.total_seconds())
        self._server.drain(within=within)


def serve(
    settings: Settings | None = None,
    *,
    ready_file: str | None = None,
    listener: socket | None = None,
    authority: Authority | None = None,
) -> RunningServer:
    """
    Start a server and return once it answers. Port 0 picks a free one.

    Args:
        settings: How it is set up.
        ready_file: Gets ``{"url": ..., "pid": ...}``, whole or not at all.
        listener: What to answer on, where several processes share it.
        authority: Whose certificates HTTPS receivers use, likewise.

    Raises:
        SettingsError: The address cannot be bound, or the settings are wrong.
    """
    settings = settings or Settings()
    stopping = Event()
    services = replace(make_services(settings, authority=authority), sleep=partial(_wait, stopping))
    try:
        listener = listener or listen(settings)
    except SettingsError:
        services.close()
        raise
    try:
        server = Server(
            listener,
            services,
            lambda: make_app(services),
            limits=_limits(),
            release=partial(_release, stopping, services),
        )
    except ValueError as error:
        listener.close()
        services.close()
        raise SettingsError(str(error)) from None
    running_server = RunningServer(server, services, url=url_of(settings.host, listener), wake=stopping.set)
    services.begin()
    log("info", "listening", url=running_server.url)
    if ready_file is not None:
        write_ready_file(ready_file, running_server.url)
    return running_server


@contextmanager
def running(settings: Settings | None = None) -> Iterator[RunningServer]:
    """Run a server for the length of a ``with``."""
    server = serve(settings)
    try:
        yield server
    finally:
        server.stop()


def _wait(stopping: Event, span: timedelta) -> None:
    # It ends with the server, so that no thread outlives that.
    stopping.wait(span.total_seconds())


def _release(stopping: Event, services: Services) -> None:
    # Else a thread would hold the server up: one that waits for a callback, or delivers to a receiver that hangs.
    stopping.set()
    services.close()


def _limits() -> Limits:
    body, upload = (api().limits[name].value for name in ("body_bytes", "upload_bytes"))
    large = {route.path: upload for route in api().file_routes.values() if "/upload/" in route.path}
    usual = Limits(body_bytes=body, large_bodies=large, patient=_PATIENT)
    limits = replace(usual, connections=room_for_connections(usual.connections))
    if limits.connections < usual.connections:
        log("info", "fewer connections than usual, because the limit of open files is low", limit=limits.connections)
    return limits


def listen(settings: Settings) -> socket:
    """
    Listen on the address of the settings.

    Raises:
        SettingsError: It cannot be bound.
    """
    family = AF_INET6 if ":" in settings.host else AF_INET
    try:
        listener = create_server((settings.host, settings.port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}; "
            "choose another port with --port, 0 picks a free one"
        ) from None
    listener.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)  # handed on to its connections, whatever the event loop does
    return listener


def url_of(host: str, listener: socket) -> str:
    """Say which address clients use."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}"


def write_ready_file(path: str, url: str) -> None:
    """Write where this process, or its workers, answer: whole or not at all."""
    # Renamed into place, so that nobody reads half of it.
    whole = Path(path)
    half = whole.with_name(f"{whole.name}.{os.getpid()}")
    half.write_text(json.dumps({"url": url, "pid": os.getpid()}) + "\n", encoding="utf-8")
    half.replace(whole)

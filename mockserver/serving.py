"""Runs the server in this process: a thread per call, on a port that may be picked."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from socket import AF_INET, AF_INET6, create_server
from threading import Thread

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from mockserver.app import create_app, services_of
from mockserver.settings import Settings, SettingsError

__all__ = ["RunningServer", "running", "serve"]


_LONGEST_ERROR = 200  # characters; the message repeats what came in


class _QuietHandler(WSGIRequestHandler):
    """Keeps the journal in the journal: nothing is logged, so no key can be."""

    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds of silence, after which a half-open client is let go

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002 - as there
        """Answer what is no HTTP, before the app is asked, as the app does: with JSON."""
        said = f"The request is no HTTP that can be read: {message or HTTPStatus(code).phrase}"[:_LONGEST_ERROR]
        error = {"code": "invalid_request", "message": said, "type": "invalid_request_error"}
        body = json.dumps({"error": error}).encode()
        self.close_connection = True
        # What has no valid first line is not known to speak HTTP/1.x, and http.server would leave out the status line.
        self.request_version = self.protocol_version
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def send_response(self, code: int, message: str | None = None) -> None:
        """Send the status alone: the date is that of the world, which the app writes."""
        self.send_response_only(code, message)


class RunningServer:
    """A server that answers at *url* until `stop` is called."""

    def __init__(self, app: Flask, server: BaseWSGIServer, host: str) -> None:
        self.services = services_of(app)
        self._server = server
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{server.port}"
        self._thread = Thread(
            target=server.serve_forever,
            kwargs={"poll_interval": 0.05},
            name="klingmock-server",
            daemon=True,
        )
        self._thread.start()

    def wait(self, *, seconds: float | None = None) -> bool:
        """Wait until the server stops, at most so many seconds; say whether it has."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Stop answering, and wait until nothing of the server is left."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.services.close()


def serve(settings: Settings | None = None, *, ready_file: str | None = None) -> RunningServer:
    """
    Start a server and return once it answers. Port 0 picks a free one.

    Args:
        settings: How it is set up.
        ready_file: Gets ``{"url": ..., "pid": ...}``, whole or not at all.

    Raises:
        SettingsError: The address cannot be bound, or the settings are wrong.
    """
    settings = settings or Settings()
    app = create_app(settings)
    family = AF_INET6 if ":" in settings.host else AF_INET
    try:
        socket = create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise SettingsError(f"cannot listen on {settings.host}:{settings.port}: {error}") from None
    # Bound here, because werkzeug prints and exits when it cannot bind; it takes a copy.
    with socket:
        server = make_server(
            settings.host,
            settings.port,
            app,
            threaded=True,
            request_handler=_QuietHandler,
            fd=socket.fileno(),
        )
    running_server = RunningServer(app, server, settings.host)
    if ready_file is not None:
        _write_whole(Path(ready_file), {"url": running_server.url, "pid": os.getpid()})
    return running_server


@contextmanager
def running(settings: Settings | None = None) -> Iterator[RunningServer]:
    """Run a server for the length of a ``with``."""
    server = serve(settings)
    try:
        yield server
    finally:
        server.stop()


def _write_whole(path: Path, value: dict[str, object]) -> None:
    # Renamed into place, so that nobody reads half of it.
    half = path.with_name(f"{path.name}.{os.getpid()}")
    half.write_text(json.dumps(value) + "\n", encoding="utf-8")
    half.replace(path)

"""A receiver of callbacks that misbehaves at times, as real ones do."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

__all__ = ["Receiver", "receiving"]


class Receiver(ThreadingHTTPServer):
    """
    Counts what it accepted, by the path it was sent to and the task: two worlds may well have tasks of the same id.

    Of ten tasks one finds it failing at the first attempt, one is always redirected, and so given up.
    """

    daemon_threads = False
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.received = 0
        self._attempts: Counter[tuple[str, str]] = Counter()
        self._accepted: set[tuple[str, str]] = set()
        self._lock = Lock()

    def take(self, path: str, task_id: str) -> int:
        """Take one callback; return the status to answer with."""
        with self._lock:
            self.received += 1
            self._attempts[path, task_id] += 1
            lot = zlib.crc32(task_id.encode()) % 10
            if lot == 0 and self._attempts[path, task_id] == 1:
                return 500
            if lot == 1:
                return 302
            self._accepted.add((path, task_id))
            return 204

    def accepted(self, path: str, task_id: str) -> bool:
        """Say whether a callback of this task was answered with 2xx."""
        with self._lock:
            return (path, task_id) in self._accepted

    def forget(self, path: str) -> None:
        """Forget what was sent to a path that nobody will ask about again."""
        with self._lock:
            for known in [known for known in self._attempts if known[0] == path]:
                del self._attempts[known]
                self._accepted.discard(known)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a receiver for the length of a ``with``."""
    with Receiver() as receiver:
        thread = Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.05}, name="soak-receiver")
        thread.start()
        try:
            yield receiver
        finally:
            receiver.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: Receiver
    timeout = 5

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        status = self.server.take(self.path, str(json.loads(body).get("id")))
        self.send_response(status)
        if status == 302:  # noqa: PLR2004 - as above
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""

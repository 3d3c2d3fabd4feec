"""What was acknowledged under load, and whether a store has kept it: for `kill` and `several`."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

__all__ = ["Clients", "Findings", "Process", "Receiver", "examine", "receiving"]

_PATIENCE_SECONDS = 60
_OK, _PAYMENT_REQUIRED = 200, 402
_VIDEO = {"model": "kling-o3-text-to-video", "prompt": "A paper boat."}


class Receiver(ThreadingHTTPServer):
    """Takes callbacks, and counts them by task and by their id."""

    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.lock = Lock()
        self.received: Counter[str] = Counter()
        self.ids: dict[str, set[str]] = {}


class _Handler(BaseHTTPRequestHandler):
    server: Receiver
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take one."""
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True  # the server was killed while it sent this
            return
        # Two worlds may well have tasks of the same id, so the path tells of which one this is.
        task = self.path + json.loads(body)["id"]
        with self.server.lock:
            self.server.received[task] += 1
            self.server.ids.setdefault(task, set()).add(self.headers["webhook-id"])
        self.send_response(204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a receiver for the length of a ``with``."""
    receiver = Receiver()
    thread = Thread(target=receiver.serve_forever)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.shutdown()
        thread.join()
        receiver.server_close()


class Process:
    """One server, which can be killed."""

    def __init__(self, folder: Path, store: str, receiver: Receiver, *words: str) -> None:
        ready = folder / f"ready-{time.monotonic_ns()}.json"
        command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--store", store, "--ready-file", ready]
        how = ["--lifecycle", "after:100ms", "--callback-route", f"https://cb.example={receiver.url}"]
        secret = ["--webhook-secret", "whsec_" + "QUJD" * 10]
        self._log = (folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            [*command, *how, *secret, *words], stderr=self._log, stdout=self._log, start_new_session=True
        )
        until = time.monotonic() + _PATIENCE_SECONDS
        while not ready.exists():
            if self.process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise RuntimeError(f"the server did not start; see {folder}/server.log")
            Event().wait(0.01)
        self.port = int(json.loads(ready.read_text())["url"].rpartition(":")[2])
        ready.unlink()

    def kill(self) -> None:
        """End it and all that it has started, at once."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it kindly."""
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        with suppress(ProcessLookupError):
            (os.killpg if number == signal.SIGKILL else os.kill)(self.process.pid, number)
        self.process.wait(_PATIENCE_SECONDS)
        self._log.close()


@dataclass
class Clients:
    """Clients who create and poll until they are told to stop; *acknowledged* is what they were promised, by key."""

    ports: Sequence[int]
    keys: Sequence[str]
    many: int
    acknowledged: dict[str, set[str]] = field(default_factory=dict)
    lost: int = 0
    refused: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._over, self._lock, self._threads = Event(), Lock(), list[Thread]()

    def start(self) -> None:
        """Begin."""
        self._over.clear()
        self._threads = [Thread(target=self._live, args=(number,)) for number in range(self.many)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End, and wait until nobody asks any more."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _live(self, number: int) -> None:
        luck, key = random.Random(number), self.keys[number % len(self.keys)]  # noqa: S311 - no secret
        while not self._over.is_set():
            try:
                self._use(luck.choice(list(self.ports)), key)
            except (OSError, HTTPException, ValueError):
                with self._lock:
                    self.lost += 1
                self._over.wait(0.02)

    def _use(self, port: int, key: str) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        body = json.dumps(_VIDEO | {"callback_url": f"https://cb.example/{self.keys.index(key)}/"})
        try:
            for _ in range(20):
                connection.request("POST", "/v1/videos/generations", body, headers)
                answer = connection.getresponse()
                made = json.loads(answer.read())
                with self._lock:
                    if answer.status == _OK:
                        self.acknowledged.setdefault(key, set()).add(made["id"])
                    else:
                        self.refused[answer.status] += 1
                if self._over.is_set() or answer.status != _OK:
                    self._over.wait(0.01)
                    return
                connection.request("GET", f"/v1/tasks/{made['id']}", headers=headers)
                connection.getresponse().read()
        finally:
            connection.close()


@dataclass
class Findings:
    """What is there, and what is wrong with it."""

    tasks: int = 0
    acknowledged: int = 0
    callbacks: int = 0
    attempts: int = 0
    interrupted: int = 0
    received: int = 0
    wrong: list[str] = field(default_factory=list)


def examine(port: int, clients: Clients, receiver: Receiver) -> Findings:
    """Wait until every callback is done, then compare what clients and receiver saw with what the server shows."""
    found, acknowledged, keys = Findings(), clients.acknowledged, clients.keys
    for key, promised in acknowledged.items():
        place = f"/{keys.index(key)}/"
        callbacks = _settled(port, key)
        tasks = _all(port, key, "tasks")
        entries = _all(port, key, "ledger", name="entries")
        by_task = {one["task"]: one for one in callbacks}
        kept = {task["id"] for task in tasks}
        found.tasks += len(kept)
        found.acknowledged += len(promised)
        found.callbacks += len(callbacks)
        _say(found, promised - kept, "acknowledged, and not there")
        _say(found, kept - by_task.keys(), "without its callback")
        reserved = Counter(entry["task"] for entry in entries if entry["kind"] == "reserve")
        settled = Counter(entry["task"] for entry in entries if entry["kind"] == "settle")
        _say(found, {one for one in kept if (reserved[one], settled[one]) != (1, 1)}, "not reserved and settled once")
        _say(found, {str(e["number"]) for e in entries if Decimal(e["available"]) < 0}, "entries that overspend")
        spent = sum((Decimal(task["credits"]) for task in tasks), Decimal(0))
        if spent != Decimal(entries[-1]["spent"]):
            found.wrong.append(f"the ledger has spent {entries[-1]['spent']}, the tasks cost {spent}")
        for task, delivery in by_task.items():
            _examine_delivery(found, place + task, delivery, receiver)
    return found


def _examine_delivery(found: Findings, task: str, delivery: dict[str, Any], receiver: Receiver) -> None:
    outcomes = Counter(attempt["outcome"] for attempt in delivery["attempts"])
    received = receiver.received[task]
    found.attempts += outcomes.total()
    found.interrupted += outcomes["interrupted"]
    found.received += received
    if delivery["state"] != "delivered" or outcomes["delivered"] != 1:
        found.wrong.append(f"{task}: its callback is {delivery['state']}, with {dict(outcomes)}")
    if not 1 <= received <= outcomes.total():
        found.wrong.append(f"{task}: received {received} times, with {dict(outcomes)}")
    if receiver.ids.get(task, {delivery["id"]}) != {delivery["id"]}:
        found.wrong.append(f"{task}: its callback came under {receiver.ids[task]}")


def _say(found: Findings, tasks: set[str], said: str) -> None:
    if tasks:
        found.wrong.append(f"{len(tasks)} {said}, such as {min(tasks)}")


def _settled(port: int, key: str) -> list[dict[str, Any]]:
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        callbacks = _all(port, key, "callbacks")
        running = [one for one in callbacks if one["state"] in {"waiting", "sending"}]
        if not running or time.monotonic() > until:
            return callbacks
        Event().wait(0.2)


def _all(port: int, key: str, what: str, *, name: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
        connection.request(
            "GET", f"/_mock/{what}?after={after}&limit=10000", headers={"Authorization": f"Bearer {key}"}
        )
        page = json.loads(connection.getresponse().read())
        connection.close()
        found += page[name or what]
        after = page["next"]
    return found

"""Starts a server as a process of its own, on a core of its own, and says how soon it answered and what it weighs."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event

from benchmarks.sample import BODY, KEY

__all__ = [
    "LOAD_CORE",
    "SERVER_CORE",
    "Server",
    "StartError",
    "ask",
    "free_port",
    "memory_mb",
    "nap",
    "on_core",
    "start",
]

SERVER_CORE, LOAD_CORE = 0, 1

_PATIENCE_SECONDS = 60
_PAUSE_SECONDS = 0.001  # between two looks whether the server answers: the grain of the figure
_OK = 200


class StartError(Exception):
    """A server did not come to answer; the message says what it said instead."""


@dataclass(slots=True)
class Server:
    """A running server; *start_seconds* went by until it first answered a generation with 200."""

    process: subprocess.Popen[bytes]
    port: int
    start_seconds: float
    start_memory_mb: float
    log: Path
    paused: bool = field(default=False, init=False)

    def memory_mb(self) -> float:
        """Return the resident memory of the process and its children, in MB of 2**20 bytes."""
        return memory_mb(self.process.pid)

    def cpu_seconds(self) -> float:
        """Return the processor time that the process and its children have taken so far."""
        ticks = sum(sum(map(int, _stat(one)[11:13])) for one in _family(self.process.pid))
        return ticks / os.sysconf("SC_CLK_TCK")

    def pause(self) -> None:
        """Stop the process group, so that it takes nothing from the core while another is measured."""
        os.killpg(self.process.pid, signal.SIGSTOP)
        self.paused = True

    def go_on(self) -> None:
        """Let it run again."""
        os.killpg(self.process.pid, signal.SIGCONT)
        self.paused = False

    def stop(self) -> None:
        """End the process group, kindly first."""
        if self.paused:
            self.go_on()
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
                return


def _as_installed() -> dict[str, str]:
    """Return our environment, but where Python keeps its bytecode, as that of an installed package is kept."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def start(
    command: Sequence[str],
    *,
    port: int,
    folder: Path,
    path: str = "/v1/videos/generations",
    environment: Mapping[str, str] | None = None,
) -> Server:
    """
    Start *command*, which is to listen on *port*, and return when it has answered a generation with 200.

    Raises:
        StartError: It ended, or a minute went by.
    """
    log = folder / "server.log"
    with log.open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            on_core(command, SERVER_CORE),
            cwd=folder,
            env={**_as_installed(), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(process, port, 0.0, 0.0, log)
    try:
        _wait(server, path, began)
        server.start_seconds = time.perf_counter() - began
    except BaseException:
        server.stop()
        raise
    server.start_memory_mb = server.memory_mb()
    return server


def ask(port: int, method: str, path: str, *, body: bytes | None = None, key: str = KEY) -> tuple[int, bytes]:
    """Send one request to a server on this machine; return status and body."""
    headers = {"Authorization": f"Bearer {key}"} | ({"Content-Type": "application/json"} if body is not None else {})
    connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
    try:
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def memory_mb(pid: int) -> float:
    """Return the resident memory of process *pid* and its children, in MB of 2**20 bytes."""
    pages = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in _family(pid))
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def nap(seconds: float) -> None:
    """Wait; not by sleep, so that a test may run what naps."""
    Event().wait(seconds)


def on_core(command: Sequence[str], core: int) -> list[str]:
    """Pin *command* to a core, where the machine has it and ``taskset`` is there."""
    taskset = shutil.which("taskset")
    if taskset is None or core not in os.sched_getaffinity(0):
        return list(command)
    return [taskset, "-c", str(core), *command]


def _wait(server: Server, path: str, began: float) -> None:
    said = "nothing"
    while time.perf_counter() - began < _PATIENCE_SECONDS:
        if server.process.poll() is not None:
            said = f"exit code {server.process.returncode}"
            break
        try:
            status, body = ask(server.port, "POST", path, body=BODY)
        except (OSError, HTTPException):
            nap(_PAUSE_SECONDS)
            continue
        if status == _OK:
            return
        said = f"{status} {body[:200]!r}"
        nap(_PAUSE_SECONDS)
    tail = server.log.read_text(errors="replace")[-500:].strip()
    raise StartError(f"it never answered a generation with 200, but with {said}; its output ends: {tail or '(none)'}")


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat from the third on, behind the name in parentheses."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    found = [int(child) for child in children.read_text().split()] if children.exists() else []
    return [pid, *(one for child in found for one in _family(child))]

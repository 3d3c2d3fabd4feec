"""
How long calls take under 200 busy connections, and under 200 busy ones beside 1,000 idle ones.

Run it as ``python -m benchmarks.latency --seconds 10``. Percentiles in milliseconds; the idle connections have been
answered once, and are asked again at the end, to see that none was lost.
"""

from __future__ import annotations

import argparse
import json
import resource
import socket
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.klingmock_server import LOOPS, command
from benchmarks.load import HOW_TO_GET_WRK, Generator, find_wrk
from benchmarks.process import Server, ask, free_port, start
from benchmarks.sample import BODY, KEY

__all__ = ["answers", "ask_on", "open_idle"]

_CREATE, _QUERY = "/v1/videos/generations", "/v1/tasks/task-unified-1"
_PATIENCE_SECONDS = 10
_ASKED = f"GET {_QUERY} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {KEY}\r\n\r\n".encode()


def open_idle(port: int, count: int, stack: ExitStack) -> list[socket.socket]:
    """Open so many connections, each answered once; *stack* closes them."""
    opened = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE_SECONDS)
        stack.callback(connection.close)
        opened.append(connection)
    return [connection for connection in opened if ask_on(connection)]


def ask_on(connection: socket.socket) -> bool:
    """Send a query on an open connection; say whether it was answered."""
    try:
        connection.sendall(_ASKED)
        return connection.recv(65_536).startswith(b"HTTP/1.1 ")
    except OSError:
        return False


def answers(connections: list[socket.socket]) -> int:
    """Count the connections that still answer."""
    return sum(map(ask_on, connections))


def main() -> None:
    """Measure each event loop and print a line for each route, without and with idle connections."""
    parser = argparse.ArgumentParser(description=str(__doc__).strip().splitlines()[0])
    parser.add_argument("--seconds", type=int, default=10, help="length of each measurement (default: 10)")
    parser.add_argument("--busy", type=int, default=200, help="busy connections (default: 200)")
    parser.add_argument("--idle", type=int, default=1000, help="idle connections beside them (default: 1000)")
    given = parser.parse_args()
    if given.seconds < 1 or given.busy < 1 or given.idle < 0:
        parser.error("--seconds and --busy are at least 1, --idle is not negative")
    _allow_files(given.busy + given.idle)
    with tempfile.TemporaryDirectory() as folder:
        generate = find_wrk(Path(folder))
        if generate is None:
            raise SystemExit(HOW_TO_GET_WRK)
        head = "".join(
            f"{name:>9}" for name in ("calls/s", "p50", "p90", "p99", "longest", "refused", "broken", "RSS MB")
        )
        print(f"{'':34}{head}  (milliseconds)")
        for loop, environment in LOOPS.items():
            port = free_port()
            server = start(command(port), port=port, folder=Path(folder), environment=environment)
            with ExitStack() as stack:
                stack.callback(server.stop)
                _measure(loop, server, generate, given)


def _measure(loop: str, server: Server, generate: Generator, given: argparse.Namespace) -> None:
    generate("POST", f"http://127.0.0.1:{server.port}{_CREATE}", seconds=1, connections=given.busy)
    with ExitStack() as stack:
        idle: list[socket.socket] = []
        for count in sorted({0, given.idle}):
            idle = open_idle(server.port, count, stack)
            for method, path in (("POST", _CREATE), ("GET", _created(server))):
                load = generate(
                    method, f"http://127.0.0.1:{server.port}{path}", seconds=given.seconds, connections=given.busy
                )
                name = f"{loop}, {method}, {given.busy} busy" + (f", {len(idle)} idle" if count else "")
                print(
                    f"{name:34}{load.per_second:9,.0f}{load.p50:9.2f}{load.p90:9.2f}{load.p99:9.2f}{load.longest:9.1f}"
                    f"{load.refused:9}{load.broken:9}{server.memory_mb():9.0f}"
                )
        if given.idle:
            print(f"{'':4}idle connections still answering at the end: {answers(idle)}/{given.idle}")


def _created(server: Server) -> str:
    _, body = ask(server.port, "POST", _CREATE, body=BODY)
    return f"/v1/tasks/{json.loads(body)['id']}"


def _allow_files(connections: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * connections + 256
    if soft < wanted:
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))


if __name__ == "__main__":
    main()

"""
Calls a second of each store, by one and two workers, over 16 connections in one world.

Run it as ``python -m benchmarks.stores --seconds 5``. It needs wrk, and PostgreSQL for its lines.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.cluster import cluster, programs
from benchmarks.klingmock_server import command
from benchmarks.load import HOW_TO_GET_WRK, find_wrk
from benchmarks.process import ask, free_port, start

__all__ = ["main"]

_CREATE, _LIST = "/v1/videos/generations", "/v1/tasks?limit=1"
_CONNECTIONS = 16


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=str(__doc__).strip().splitlines()[0])
    parser.add_argument("--seconds", type=int, default=5, help="length of each measurement (default: 5)")
    given = parser.parse_args()
    print(f"{'store':12}{'workers':>8}{'POST/s':>10}{'p99 ms':>9}{'GET/s':>10}{'p99 ms':>9}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        wrk = find_wrk(folder)
        if wrk is None:
            raise SystemExit(HOW_TO_GET_WRK)
        runs = [("memory", "memory", 1)]
        runs += [("sqlite", f"sqlite:///{folder}/worlds-{many}.db", many) for many in (1, 2)]
        found = programs()
        for many in (1, 2) if found else ():
            assert found is not None  # noqa: S101 - looked at above
            runs.append(("postgresql", stack.enter_context(cluster(found, fsync=True)), many))
        for name, store, many in runs:
            port = free_port()
            server = start(command(port, "--store", store, "--workers", str(many)), port=port, folder=folder)
            try:
                base = f"http://127.0.0.1:{port}"
                post = wrk("POST", base + _CREATE, seconds=given.seconds, connections=_CONNECTIONS)
                task = json.loads(ask(port, "GET", _LIST)[1])["data"][0]["id"]
                get = wrk("GET", f"{base}/v1/tasks/{task}", seconds=given.seconds, connections=_CONNECTIONS)
            finally:
                server.stop()
            broken = post.refused + post.broken + get.refused + get.broken
            figures = f"{post.per_second:10.0f}{post.p99:9.1f}{get.per_second:10.0f}{get.p99:9.1f}"
            print(f"{name:12}{many:8}{figures}" + (f"  {broken} refused or broken" if broken else ""), flush=True)


if __name__ == "__main__":
    main()

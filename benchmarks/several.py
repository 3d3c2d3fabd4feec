"""
Three servers on one PostgreSQL, many clients, and a server killed every few seconds: counts what goes wrong.

Run it with ``python -m benchmarks.several --seconds 60``.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from threading import Event

from benchmarks.keeping import Clients, Findings, Process, examine, receiving
from benchmarks.kill import opened

__all__ = ["main", "several"]

_KEYS = tuple(f"sk-several-{number}" for number in range(4))
_BALANCE = "8100"


def several(  # noqa: PLR0913 - each is a figure of the run
    store: str, folder: Path, *, seconds: float, servers: int, clients: int, every: float
) -> Findings:
    """Kill a server *every* few seconds, and start another in its place, for so many seconds."""
    words = ("--balance", _BALANCE)
    with receiving() as receiver:
        running = [Process(folder, store, receiver, *words) for _ in range(servers)]
        try:
            crowd = Clients([one.port for one in running], _KEYS, clients)
            crowd.start()
            until, turn = time.monotonic() + seconds, 0
            while time.monotonic() < until:
                Event().wait(every)
                running[turn % servers].kill()
                running[turn % servers] = Process(folder, store, receiver, *words)
                crowd.ports = [one.port for one in running]
                turn += 1
            crowd.stop()
            found = examine(running[0].port, crowd, receiver)
        finally:
            for one in running:
                one.kill()
    print(f"{servers} servers, {clients} clients, {seconds:g} s, {turn} servers killed")
    print(f"  {found.acknowledged} tasks acknowledged, {found.tasks} there, {crowd.lost} calls without an answer")
    print(f"  refused: {dict(crowd.refused)}")
    print(f"  {found.callbacks} callbacks, {found.attempts} attempts of which {found.interrupted} were interrupted")
    print(f"  {found.received} callbacks received")
    print(f"  wrong: {len(found.wrong)}")
    for one in found.wrong[:20]:
        print(f"    {one}")
    return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Kill one of several servers again and again.")
    parser.add_argument("--store", default="postgresql", help="postgresql, sqlite, or the address of an empty one")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--servers", type=int, default=3)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--every", type=float, default=3, help="seconds from one kill to the next")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, opened(options.store, Path(name)) as store:
        found = several(
            store,
            Path(name),
            seconds=options.seconds,
            servers=options.servers,
            clients=options.clients,
            every=options.every,
        )
    raise SystemExit(bool(found.wrong))


if __name__ == "__main__":
    main()

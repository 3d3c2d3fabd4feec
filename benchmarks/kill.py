"""
Kills a server under load, again and again, and counts what is lost: it should be nothing.

Run it with ``python -m benchmarks.kill --rounds 50 --store sqlite`` (or ``postgresql``, or an address).
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from benchmarks.cluster import cluster, programs
from benchmarks.keeping import Clients, Findings, Process, examine, receiving

__all__ = ["kill", "main", "opened"]

_KEYS = ("sk-kill-0001", "sk-kill-0002", "sk-kill-0003")
_CLIENTS = 8


@contextmanager
def opened(store: str, folder: Path, *, fsync: bool = True) -> Iterator[str]:
    """Yield the address of a new store of this kind, or the one that was given."""
    if store == "sqlite":
        yield f"sqlite:///{folder}/worlds.db"
    elif store == "postgresql":
        found = programs()
        if found is None:
            raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
        with cluster(found, fsync=fsync) as address:
            yield address
    else:
        yield store


def kill(store: str, folder: Path, *, rounds: int, workers: int = 1) -> tuple[Findings, int]:
    """Kill a server so many times at a moment that luck chooses; return what is there, and how many calls broke off."""
    luck = random.Random(rounds)  # noqa: S311 - no secret
    words = ("--balance", "1000000", "--workers", str(workers))
    with receiving() as receiver:
        clients = Clients([], _KEYS, _CLIENTS)
        for _ in range(rounds):
            server = Process(folder, store, receiver, *words)
            clients.ports = [server.port]
            clients.start()
            Event().wait(luck.uniform(0.2, 0.8))
            server.kill()
            clients.stop()
        server = Process(folder, store, receiver, *words)
        try:
            return examine(server.port, clients, receiver), clients.lost
        finally:
            server.stop()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Kill a server under load, and count what is lost.")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--store", default="sqlite", help="sqlite, postgresql, or the address of an empty one")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, opened(options.store, Path(name)) as store:
        found, lost = kill(store, Path(name), rounds=options.rounds, workers=options.workers)
    print(f"{options.store}, {options.workers} worker(s), {options.rounds} rounds of kill -9 under {_CLIENTS} clients")
    print(f"  {found.acknowledged} tasks acknowledged, {found.tasks} there, {lost} calls without an answer")
    print(f"  {found.callbacks} callbacks, {found.attempts} attempts of which {found.interrupted} were interrupted")
    print(f"  {found.received} callbacks received")
    print(f"  wrong: {len(found.wrong)}")
    for one in found.wrong[:20]:
        print(f"    {one}")
    raise SystemExit(bool(found.wrong))


if __name__ == "__main__":
    main()

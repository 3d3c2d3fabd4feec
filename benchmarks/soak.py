"""
Minutes of mixed load, with faults and callbacks: no 5xx but on purpose, nothing stuck, no callback lost, memory flat.

Run it as ``python -m benchmarks.soak 10``. Several clients, each in a world of its own, create, poll, list, download
and use the control routes, under fault plans in turn, on clocks of each kind; callbacks go to a receiver that fails at
times.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from benchmarks.klingmock_server import command
from benchmarks.process import Server, free_port, nap, start
from benchmarks.soak_client import CALLBACK_HOST, CLOCKS, Client
from benchmarks.soak_control import Control
from benchmarks.soak_faults import PLANS, Plan
from benchmarks.soak_figures import Figures
from benchmarks.soak_receiver import Receiver, receiving

__all__ = ["Soak", "run"]

_LET_GO_SECONDS = 5
_OPEN = {"01", "08"}  # states in /proc/net/tcp: established, and closed by the other side alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Soak:
    """
    What a soak is.

    Args:
        seconds: How long; episodes under way are then brought to their end, which may take most of a minute.
        clients: How many at once.
        seed: What the clients do and which faults fire; the order between clients is the machine's.
        sample_seconds: How often the server's memory is looked at.
        plans: Fault plans by name, which each client takes in turn.
        clocks: What a world's clock is drawn from; without ``real`` an episode never takes seconds to end.
    """

    seconds: float
    clients: int = 6
    seed: int = 0
    sample_seconds: float = 30
    plans: Mapping[str, Plan] = field(default_factory=lambda: PLANS)
    clocks: Sequence[str] = CLOCKS


def run(soak: Soak, *, tell: Callable[[str], None] = lambda _: None) -> Figures:
    """Start a server and a receiver, let the clients loose on them, and return what was found; *tell* gets progress."""
    figures, port = Figures(), free_port()
    with tempfile.TemporaryDirectory() as folder, receiving() as receiver:
        route = ("--callback-route", f"{CALLBACK_HOST}={receiver.url}")
        server = start(command(port, *route), port=port, folder=Path(folder))
        try:
            url = f"http://127.0.0.1:{port}"
            crew = [Client(url, number, soak.seed, receiver, soak.plans, soak.clocks) for number in range(soak.clients)]
            _let_loose(crew, soak, figures, server, tell)
            _judge_end(figures, server, receiver)
        finally:
            server.stop()
        if server.process.returncode != 0:
            figures.wrong.add(f"the server did not stop cleanly: exit code {server.process.returncode}")
    return figures


def _let_loose(crew: list[Client], soak: Soak, figures: Figures, server: Server, tell: Callable[[str], None]) -> None:
    stop, began = Event(), time.monotonic()
    threads = [Thread(target=client.run, args=(stop,), name=f"soak-client-{client.number}") for client in crew]
    for thread in threads:
        thread.start()
    try:
        while (past := time.monotonic() - began) < soak.seconds and server.process.poll() is None:
            figures.memory.append((past, server.memory_mb()))
            calls = sum(client.figures.calls.total() for client in crew)
            tell(f"{past:5.0f} s: {calls:,} calls, {figures.memory[-1][1]:.0f} MB")
            nap(min(soak.sample_seconds, soak.seconds - past))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    for client in crew:
        figures.add(client.figures)


def _judge_end(figures: Figures, server: Server, receiver: Receiver) -> None:
    figures.received = receiver.received
    if server.process.poll() is not None:
        figures.wrong.add(f"the server ended by itself with exit code {server.process.returncode}")
        return
    control = Control(f"http://127.0.0.1:{server.port}", "sk-soak")
    for accident in control.ask("GET", "/_mock/accidents")["accidents"]:
        figures.wrong.add(f"accident of the server: {accident}")
    deadline = time.monotonic() + _LET_GO_SECONDS
    while (left := _open_connections(server.port)) and time.monotonic() < deadline:
        nap(0.1)
    if left:
        figures.stuck.add(f"{left} connections are open though every client has left")


def _open_connections(port: int) -> int:
    """Count the connections of the server that are not closed on both sides."""
    table = Path("/proc/net/tcp")
    if not table.exists():
        return 0
    lines = [line.split() for line in table.read_text().splitlines()[1:]]
    return sum(int(line[1].rpartition(":")[2], 16) == port and line[3] in _OPEN for line in lines)


def main() -> None:
    """Soak, print the figures, and exit with 1 when something was found."""
    parser = argparse.ArgumentParser(description=str(__doc__).strip().splitlines()[0])
    parser.add_argument("minutes", type=float, nargs="?", default=10, help="how long (default: 10)")
    parser.add_argument("--clients", type=int, default=6, help="how many at once (default: 6)")
    parser.add_argument("--seed", type=int, default=0, help="of the clients' choices (default: 0)")
    given = parser.parse_args()
    if given.minutes <= 0 or given.clients < 1:
        parser.error("minutes is above 0, and --clients at least 1")
    seconds = given.minutes * 60
    soak = Soak(seconds=seconds, clients=given.clients, seed=given.seed, sample_seconds=min(30, seconds / 8))
    figures = run(soak, tell=lambda line: print(line, flush=True))
    print("\n".join(figures.lines()))
    raise SystemExit(os.EX_OK if figures.good else 1)


if __name__ == "__main__":
    main()

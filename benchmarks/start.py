"""
How long it takes from the start of the process to the first answer, and what it weighs then.

Run it as ``python -m benchmarks.start --runs 9``. The first answer is that to a generation, judged and priced.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from benchmarks.goals import Goal
from benchmarks.klingmock_server import LOOPS, command
from benchmarks.process import Server, free_port, start

__all__ = ["measure"]

_START_SECONDS, _MEMORY_MB = 0.15, 45.0


def measure(loop: str, folder: Path) -> Server:
    """Start klingmock once on an event loop, stop it, and return it with its figures."""
    port = free_port()
    server = start(command(port), port=port, folder=folder, environment=LOOPS[loop])
    server.stop()
    return server


def main() -> None:
    """Measure and print a line for each event loop, then the goals."""
    parser = argparse.ArgumentParser(description=str(__doc__).strip().splitlines()[0])
    parser.add_argument("--runs", type=int, default=9, help="how often it is started on each loop (default: 9)")
    given = parser.parse_args()
    if given.runs < 1:
        parser.error("--runs is at least 1")
    runs: dict[str, list[Server]] = {loop: [] for loop in LOOPS}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(given.runs):
            for loop, servers in runs.items():
                servers.append(measure(loop, Path(folder)))
    print(f"{'':12}{'fastest s':>12}{'median s':>12}{'RSS MB':>10}  of {given.runs} starts")
    for loop, servers in runs.items():
        print(
            f"{loop:12}{min(_seconds(servers)):12.3f}{_median(_seconds(servers)):12.3f}{_median(_memory(servers)):10.1f}"
        )
    for loop, servers in runs.items():
        name, seconds, memory = f"{loop}, start to first answer", _median(_seconds(servers)), _median(_memory(servers))
        print(Goal(name=name, measured=seconds, bound=_START_SECONDS, at_least=False, unit=" s"))
        print(Goal(name=f"{loop}, memory", measured=memory, bound=_MEMORY_MB, at_least=False, unit=" MB"))


def _seconds(servers: list[Server]) -> list[float]:
    return [server.start_seconds for server in servers]


def _memory(servers: list[Server]) -> list[float]:
    return [server.start_memory_mb for server in servers]


_median = statistics.median

if __name__ == "__main__":
    main()

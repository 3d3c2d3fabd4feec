"""
Installs the peers, runs them and klingmock in turn on the same two routes, and prints the table with ratios.

Run it as ``make bench-peers``, or ``python -m benchmarks.peers.run --only prism,fastify --seconds 3``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.load import HOW_TO_GET_WRK, Autocannon, Generator, find_wrk
from benchmarks.peers.all_peers import PEERS
from benchmarks.peers.contract import Contract, our_contract
from benchmarks.peers.install import InstallError, find_java, install, install_packages
from benchmarks.peers.measure import CONNECTIONS, Contestant, Plan, measure
from benchmarks.peers.peer import Peer, Site
from benchmarks.peers.report import as_json, goals, table

__all__: list[str] = []

_OURS = "klingmock"
_AUTOCANNON = "autocannon@9.0.0"


def main() -> None:
    """Install, measure, print."""
    given = _arguments()
    scratch: Path = given.scratch.resolve()
    scratch.mkdir(parents=True, exist_ok=True)
    generate = _generator(scratch)
    contestants, skipped = _contestants(_chosen(given.only), scratch, our_contract())
    plan = Plan(seconds=given.seconds, rounds=given.rounds, starts=given.starts, warm_up=given.warm_up)
    measure(contestants, plan, generate, tell=_tell)
    _print(contestants, skipped, plan, generate)
    if given.json is not None:
        measured = {"machine": _machine(), "load": generate.name, "peers": as_json(contestants), "skipped": skipped}
        given.json.write_text(json.dumps(measured, indent=1) + "\n")
    if not any(one.whole for one in contestants):
        raise SystemExit("nothing could be measured")


def _arguments() -> argparse.Namespace:
    words = ", ".join(dict.fromkeys(peer.word for peer in PEERS if peer.word != _OURS))
    default = Path(tempfile.gettempdir()) / "klingmock-peers"
    parser = argparse.ArgumentParser(description=str(__doc__).strip().splitlines()[0])
    parser.add_argument("--only", default="", metavar="NAMES", help=f"these peers alone, of: {words}")
    parser.add_argument("--seconds", type=float, default=10, help="length of each measurement (default: 10)")
    parser.add_argument("--warm-up", type=float, default=3, help="seconds of load before each measurement (default: 3)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of which the medians count (default: 3)")
    parser.add_argument("--starts", type=int, default=3, help="how often each is started before (default: 3)")
    parser.add_argument("--scratch", type=Path, default=default, help=f"where peers are installed (default: {default})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="gets every figure of every round")
    given = parser.parse_args()
    if given.seconds < 1 or given.warm_up < 1 or given.rounds < 1 or given.starts < 1:
        parser.error("--seconds, --warm-up, --rounds and --starts are at least 1")
    unknown = set(filter(None, given.only.lower().split(","))) - {peer.word for peer in PEERS}
    if unknown:
        parser.error(f"--only: unknown: {', '.join(sorted(unknown))}; known: {words}")
    return given


def _chosen(only: str) -> list[Peer]:
    words = set(filter(None, only.lower().split(",")))
    return [peer for peer in PEERS if not words or peer.word in words | {_OURS}]


def _generator(scratch: Path) -> Generator:
    wrk = find_wrk(scratch)
    if wrk is not None:
        return wrk
    _tell(HOW_TO_GET_WRK)
    folder = scratch / "autocannon"
    try:
        install_packages(folder, [_AUTOCANNON])
    except InstallError as error:
        raise SystemExit(f"no load can be made: {HOW_TO_GET_WRK}; autocannon in its place: {error}") from None
    return Autocannon(folder / "node_modules" / "autocannon" / "autocannon.js", scratch)


def _contestants(peers: Sequence[Peer], scratch: Path, contract: Contract) -> tuple[list[Contestant], dict[str, str]]:
    found: list[Contestant] = []
    skipped: dict[str, str] = {}
    for peer in peers:
        _tell(f"install: {peer.name}")
        try:
            java = find_java(scratch) if peer.needs_java else "java"
            site = Site(folder=install(peer, scratch), contract=contract, java=java)
        except (InstallError, OSError) as error:
            skipped[peer.name] = str(error)
            continue
        peer.set_up(site)
        found.append(Contestant(peer, site))
    return found, skipped


def _print(contestants: Sequence[Contestant], skipped: dict[str, str], plan: Plan, generate: Generator) -> None:
    print(f"{_machine()}; load: {generate.name}, {CONNECTIONS} connections")
    print(f"Medians of {plan.rounds} rounds in turn, each of {plan.seconds:g} s after {plan.warm_up:g} s of warm-up;")
    print("each server alone on core 0, the load on core 1.")
    print("x: klingmock (the first row) as a multiple of that row; for start and RSS below 1 is better.")
    print("us: processor time that a call takes of the server, in microseconds.\n")
    for line in table(contestants):
        print(line)
    for name, why in skipped.items():
        print(f"skipped: {name}: {why}")
    print("\nSettings:")
    for one in contestants:
        print(f"  {one.peer.name}: {one.peer.settings}{_loop(one)}")
        if one.errors:
            print(f"    ERRORS: {one.errors} answers above 399 or broken connections; its figures do not count")
    print("\nGoals:")
    for goal in goals(contestants):
        print(f"  {goal}")


def _loop(one: Contestant) -> str:
    return f" ({one.loop} in its process)" if one.peer.word == _OURS else ""


def _machine() -> str:
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()  # noqa: S607 - from PATH, as the peers
    python = platform.python_version()
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {python}, Node {node}"


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

"""Puts load on a server: wrk where it is installed, autocannon of the npm registry where it is not."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.process import LOAD_CORE, on_core
from benchmarks.sample import BODY, KEY

__all__ = ["HOW_TO_GET_WRK", "Autocannon", "Generator", "Load", "Wrk", "find_wrk"]

HOW_TO_GET_WRK = "wrk is not on PATH; get it with: apt-get install -y wrk (Debian, Ubuntu) or: brew install wrk"

_SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True, slots=True)
class Load:
    """
    What came of a load: so many *calls*, answers a second, and how long they took, in milliseconds.

    *refused* counts the answers above 399, *broken* the connections that ended without an answer.
    """

    calls: int
    per_second: float
    refused: int
    broken: int
    p50: float
    p90: float
    p99: float
    longest: float


class Generator(Protocol):
    """Sends the same request over and over on so many connections, and measures."""

    @property
    def name(self) -> str:
        """What it is."""
        ...

    def __call__(self, method: str, url: str, *, seconds: float, connections: int) -> Load:
        """Put load on *url*; a POST carries the sample's body."""
        ...


@dataclass(frozen=True, slots=True)
class Wrk:
    """One thread of wrk; *folder* gets the body as a file."""

    program: str
    folder: Path
    name: str = "wrk -t1"

    def __call__(self, method: str, url: str, *, seconds: float, connections: int) -> Load:
        """Put load on *url*."""
        body = _body_file(self.folder) if method == "POST" else "-"
        whole = max(1, round(seconds))  # wrk knows no parts of a second
        options = ["-t1", f"-c{connections}", f"-d{whole}s", "-s", str(_SCRIPT), url, "--", method, body, KEY]
        said = _run([self.program, *options])
        figures = json.loads(said.strip().splitlines()[-1])
        return Load(
            calls=figures["requests"],
            per_second=figures["requests"] / figures["microseconds"] * 1e6,
            refused=figures["refused"],
            broken=figures["broken"],
            p50=figures["p50"] / 1e3,
            p90=figures["p90"] / 1e3,
            p99=figures["p99"] / 1e3,
            longest=figures["longest"] / 1e3,
        )


@dataclass(frozen=True, slots=True)
class Autocannon:
    """autocannon on Node: slower than wrk, so it is itself the limit of the fastest servers."""

    script: Path
    folder: Path
    name: str = "autocannon (a fallback that is slower than wrk: fast servers look slower than they are)"

    def __call__(self, method: str, url: str, *, seconds: float, connections: int) -> Load:
        """Put load on *url*."""
        options = ["--json", "-c", str(connections), "-d", str(max(1, round(seconds))), "-m", method]
        options += ["-H", f"authorization=Bearer {KEY}"]
        if method == "POST":
            options += ["-H", "content-type=application/json", "-i", _body_file(self.folder)]
        figures = json.loads(_run(["node", str(self.script), *options, url]))
        latency = figures["latency"]
        return Load(
            calls=figures["requests"]["total"],
            per_second=figures["requests"]["total"] / figures["duration"],
            refused=figures["non2xx"],
            broken=figures["errors"] + figures["timeouts"],
            p50=latency["p50"],
            p90=latency["p90"],
            p99=latency["p99"],
            longest=latency["max"],
        )


def find_wrk(folder: Path) -> Wrk | None:
    """Return wrk, None where it is not installed; *folder* is one that may be written to."""
    program = shutil.which("wrk")
    return Wrk(program, folder) if program else None


def _body_file(folder: Path) -> str:
    path = folder / "generation.json"
    path.write_bytes(BODY)
    return str(path)


def _run(command: list[str]) -> str:
    done = subprocess.run(on_core(command, LOAD_CORE), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed: {(done.stderr or done.stdout).strip()[-500:]}")
    return done.stdout

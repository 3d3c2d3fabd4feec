"""Measures contestants side by side: starts, then short rounds in turn, each alone on its core."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks.klingmock_server import loop_in_use
from benchmarks.load import Generator, Load
from benchmarks.peers.peer import Peer, Site
from benchmarks.process import Server, StartError, ask, free_port, nap, start
from benchmarks.sample import BODY, BROKEN_BODY

__all__ = ["CONNECTIONS", "Contestant", "Plan", "measure"]

CONNECTIONS = 16

_FINISH_SECONDS = 10
_LOOK_AGAIN_SECONDS = 0.1
_OK = 200
_ENDS = {"completed", "done"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long and how often."""

    seconds: float
    rounds: int
    starts: int
    warm_up: float


@dataclass(slots=True)
class Contestant:
    """
    A peer where it is installed, and what was measured of it; *failed* says why it fell out.

    Costs are microseconds of processor time a call, which a busy machine falsifies less than calls a second.
    """

    peer: Peer
    site: Site
    starts: list[float] = field(default_factory=list)
    memories: list[float] = field(default_factory=list)
    posts: list[Load] = field(default_factory=list)
    gets: list[Load] = field(default_factory=list)
    post_costs: list[float] = field(default_factory=list)
    get_costs: list[float] = field(default_factory=list)
    refuses: str = ""
    loop: str = ""
    failed: str = ""

    @property
    def whole(self) -> bool:
        """Whether everything was measured."""
        return not self.failed and bool(self.posts and self.gets and self.starts)

    @property
    def figures(self) -> dict[str, float]:
        """The medians: POST and GET a second and their costs, start in seconds, memory after start in MB."""
        return {
            "post": statistics.median(load.per_second for load in self.posts),
            "get": statistics.median(load.per_second for load in self.gets),
            "post_cost": statistics.median(self.post_costs),
            "get_cost": statistics.median(self.get_costs),
            "start": statistics.median(self.starts),
            "memory": statistics.median(self.memories),
        }

    @property
    def errors(self) -> int:
        """Answers above 399 and broken connections, of all measured rounds."""
        return sum(load.refused + load.broken for load in (*self.posts, *self.gets))


def measure(contestants: Sequence[Contestant], plan: Plan, generate: Generator, *, tell: Callable[[str], None]) -> None:
    """Measure all of them; who cannot be measured is marked, and the others go on."""
    for turn in range(plan.starts):
        for one in contestants:
            with _surviving(one):
                tell(f"start {turn + 1}/{plan.starts}: {one.peer.name}")
                _start(one).stop()
    with ExitStack() as running:
        servers = {one.peer.name: _stand_by(one, running) for one in contestants if not one.failed}
        for turn in range(plan.rounds):
            for one in contestants:
                server = servers.get(one.peer.name)
                if server is None or one.failed:
                    continue
                tell(f"round {turn + 1}/{plan.rounds}: {one.peer.name}")
                with _surviving(one):
                    _round(one, server, plan, generate)


def _start(one: Contestant) -> Server:
    port = free_port()
    peer = one.peer
    command = peer.command(one.site, port)
    server = start(command, port=port, folder=one.site.folder, path=peer.create, environment=peer.environment)
    one.starts.append(server.start_seconds)
    one.memories.append(server.start_memory_mb)
    return server


def _stand_by(one: Contestant, running: ExitStack) -> Server | None:
    with _surviving(one):
        server = _start(one)
        running.callback(server.stop)
        one.loop = loop_in_use(server.process.pid)
        one.refuses = _refusal(one.peer, server)
        server.pause()
        return server
    return None


def _round(one: Contestant, server: Server, plan: Plan, generate: Generator) -> None:
    peer, url = one.peer, f"http://127.0.0.1:{server.port}"
    server.go_on()
    generate("POST", url + peer.create, seconds=plan.warm_up, connections=CONNECTIONS)
    before = server.cpu_seconds()
    one.posts.append(generate("POST", url + peer.create, seconds=plan.seconds, connections=CONNECTIONS))
    one.post_costs.append(_cost(server.cpu_seconds() - before, one.posts[-1]))
    task = url + _finished_task(peer, server)
    generate("GET", task, seconds=plan.warm_up, connections=CONNECTIONS)
    before = server.cpu_seconds()
    one.gets.append(generate("GET", task, seconds=plan.seconds, connections=CONNECTIONS))
    one.get_costs.append(_cost(server.cpu_seconds() - before, one.gets[-1]))
    server.pause()


def _cost(cpu_seconds: float, load: Load) -> float:
    return cpu_seconds / max(load.calls, 1) * 1e6


def _finished_task(peer: Peer, server: Server) -> str:
    """Create a task, wait until it has ended well, and return its path: a server that forgot it would be found out."""
    created = _expect(server, "POST", peer.create, BODY)
    task_id = created.get(peer.id_key)
    if not isinstance(task_id, str):
        raise StartError(f"the answer to a generation has no {peer.id_key!r}: {created}")
    path = peer.query.format(task_id=task_id)
    deadline = time.monotonic() + _FINISH_SECONDS
    while (seen := _expect(server, "GET", path)).get("status") not in _ENDS:
        if time.monotonic() > deadline:
            raise StartError(f"a task did not complete within {_FINISH_SECONDS} s: {seen}")
        nap(_LOOK_AGAIN_SECONDS)
    return path


def _refusal(peer: Peer, server: Server) -> str:
    status, _ = ask(server.port, "POST", peer.create, body=BROKEN_BODY)
    return "no" if status == _OK else f"yes, {status}"


def _expect(server: Server, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
    status, answer = ask(server.port, method, path, body=body)
    try:
        value = json.loads(answer)
    except ValueError:
        value = None
    if status != _OK or not isinstance(value, dict):
        raise StartError(f"{method} {path} was answered with {status} {answer[:200]!r}")
    return value


@contextmanager
def _surviving(one: Contestant) -> Iterator[None]:
    if one.failed:
        return
    try:
        yield
    except (StartError, OSError) as error:
        one.failed = str(error)

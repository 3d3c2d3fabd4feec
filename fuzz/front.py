"""
Fuzzes the front: a server in a process of its own, and clients on sockets that send whatever bytes they like.

After each round the server must be there, have said nothing but well-formed HTTP, nothing of an accident, and have
answered a good request of somebody else in time; what it takes of memory and open files stays bounded.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random, SystemRandom

from benchmarks.klingmock_server import command
from benchmarks.process import Server, ask, free_port, nap, start
from benchmarks.sample import BODY, KEY
from fuzz.answers import problems
from fuzz.grammar import draw_round
from fuzz.outcome import Finding, Outcome
from fuzz.visit import Visit, come, hear

__all__ = ["front", "repeat_round"]

_PATH = "/v1/videos/generations"
_ATTACKER = "sk-attacker"
_PROMPT_SECONDS = 5.0  # for a good request, whatever else goes on; the machine may be busy
_MOST_MEGABYTES = 400.0
_MOST_FILES = 1_000
_LEFT_FILES = 16  # more than before, when every client has gone
_FORGOTTEN_AFTER = 50  # rounds, so that the tasks of a world are not what grows
_LOOKED_AT_EVERY = 25  # rounds
_WAIT_SECONDS, _LOOK_SECONDS = 15.0, 0.05
_TRACE = "Traceback (most recent call last)"
_MOST_FINDINGS = 20
_KNOWN_BY = 80  # characters


def front(*, folder: Path, seconds: float | None = None, rounds: int | None = None, seed: int = 0) -> Outcome:
    """
    Fuzz the front for so many *seconds* or *rounds*; the rounds of one *seed*, unless it is 0, are always the same.

    An execution is a connection.
    """
    outcome = Outcome("front")
    seed = seed or SystemRandom().randrange(1, 2**31)
    began = time.perf_counter()
    seen: set[str] = set()
    with ExitStack() as stack:
        server = stack.enter_context(_served())
        files = _open_files(server)
        number = 0
        while not _over(number, rounds, time.perf_counter() - began, seconds) and len(seen) < _MOST_FINDINGS:
            number += 1
            visits = draw_round(Random(f"{seed}:{number}"), key=_ATTACKER)
            outcome.executions += len(visits)
            told = list(_round(server, visits))
            if number % _LOOKED_AT_EVERY == 0 or told:
                told += _condition(server)
            if number % _FORGOTTEN_AFTER == 0:
                _forget(server)
            new = [one for one in told if _kind(one) not in seen]
            seen |= {_kind(one) for one in new}
            if new:
                file = _keep(folder / "found", visits, new, name=f"front-{seed}-{number}.json")
                outcome.findings += [Finding(one, file) for one in new]
            if server.process.poll() is not None:
                server = stack.enter_context(_served())
                files = _open_files(server)
        told = [*_condition(server), *_left_open(server, files)]
        outcome.findings += [Finding(f"in the end: {one} (seed {seed})") for one in told if _kind(one) not in seen]
    outcome.seconds = time.perf_counter() - began
    return outcome


def repeat_round(file: Path) -> list[str]:
    """Play the round that is kept in *file* against a new server, and say what is wrong."""
    visits = [Visit.from_dict(one) for one in json.loads(file.read_text(encoding="utf-8"))["visits"]]
    with _served() as server:
        return [*_round(server, visits), *_condition(server)]


def _over(number: int, rounds: int | None, elapsed: float, seconds: float | None) -> bool:
    return (rounds is not None and number >= rounds) or (seconds is not None and elapsed >= seconds)


@contextmanager
def _served() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        server = start(command(port, "--key", KEY, "--key", _ATTACKER), port=port, folder=Path(folder))
        try:
            yield server
        finally:
            server.stop()


def _round(server: Server, visits: list[Visit]) -> Iterator[str]:
    """Let all clients come at the same time, and somebody with a good request while they are there."""
    try:
        plugs = [(come(server.port, visit), visit) for visit in visits]
    except OSError as error:
        yield f"nobody can connect: {error}"
        return
    yield from _neighbour(server)
    for plug, visit in plugs:
        yield from problems(visit, hear(plug, visit))


def _neighbour(server: Server) -> Iterator[str]:
    began = time.perf_counter()
    try:
        status, body = ask(server.port, "POST", _PATH, body=BODY)
    except OSError as error:
        yield f"a good request beside it is not answered: {error}"
        return
    took = time.perf_counter() - began
    if status != 200:  # noqa: PLR2004 - as it must be
        yield f"a good request beside it is answered with {status}: {body[:100]!r}"
    if took > _PROMPT_SECONDS:
        yield f"a good request beside it is answered late: after {took:.1f} s"


def _condition(server: Server) -> Iterator[str]:
    """Look at the server itself."""
    code = server.process.poll()
    log = server.log.read_text(encoding="utf-8", errors="replace")
    if _TRACE in log:
        yield f"a traceback on stderr: {log[log.find(_TRACE) :][-400:]!r}"
    if code is not None:
        yield f"the server ended with {code}: {log[-200:]!r}"
        return
    try:
        _, body = ask(server.port, "GET", "/_mock/accidents")
    except OSError as error:
        yield f"the server does not answer: {error}"
        return
    for accident in json.loads(body)["accidents"]:
        yield f"an accident: {accident['kind']}: {accident['message'][:100]}, at {accident['where'][:60]}"
    if server.memory_mb() > _MOST_MEGABYTES:
        yield f"memory: more than {_MOST_MEGABYTES:.0f} MB"
    if _open_files(server) > _MOST_FILES:
        yield f"open files: more than {_MOST_FILES}"


def _left_open(server: Server, before: int) -> Iterator[str]:
    """Wait until the connections that are gone are gone for the server too."""
    began = time.perf_counter()
    while server.process.poll() is None:
        left = _open_files(server) - before
        if left <= _LEFT_FILES:
            return
        if time.perf_counter() - began > _WAIT_SECONDS:
            yield f"open files: {left} more than in the beginning, with no client there"
            return
        nap(_LOOK_SECONDS)


def _open_files(server: Server) -> int:
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))


def _forget(server: Server) -> None:
    for key in (KEY, _ATTACKER):
        try:
            ask(server.port, "DELETE", "/_mock/world", key=key)
        except OSError:
            return  # the next look at the server will say why


def _kind(problem: str) -> str:
    """Return the beginning of a problem, by which it is known again."""
    parts = problem.split(": ")
    return ": ".join(parts[: 3 if parts[0] == "an accident" else 2])[:_KNOWN_BY]


def _keep(folder: Path, visits: list[Visit], told: list[str], *, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(
        json.dumps({"problems": told, "visits": [one.to_dict() for one in visits]}, indent=1), encoding="utf-8"
    )
    return file

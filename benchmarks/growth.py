"""
What a call costs as a world grows from 1 to 1,000,000 tasks, and how many bytes a task takes.

Run it as ``python -m benchmarks.growth --most 100000``. It runs in process through the desk, where Flask and the front
meet the core, so it shows the core's own cost. Costs are medians of single calls; bytes are the growth of the process's
resident memory, divided by the tasks that caused it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from benchmarks.goals import Goal
from benchmarks.process import memory_mb
from benchmarks.sample import BODY, REQUEST
from mockserver.app import make_services
from mockserver.core.desk import Desk
from mockserver.core.headers import Headers
from mockserver.core.wire import Call, Reply
from mockserver.settings import Settings

__all__ = ["Row", "bytes_a_task", "grow"]

_BYTES_A_TASK = 700
_FLAT = 1.2  # times the cost at 1,000 tasks
_FROM = 1_000  # tasks; smaller worlds are measured side by side, so that there is something to time
_SAMPLES = 5_000
_JOURNAL_FULL = 20_000  # calls; from here on only tasks grow
_OK = 200
_KEEP_EVERY = 100  # ids; one that keeps all would weigh itself
_CALLBACK = {"callback_url": "https://your-domain.com/webhooks/video-task-completed"}
_CALLBACK_BODY = json.dumps(REQUEST | _CALLBACK, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Row:
    """The cost at a size: microseconds a call, the slowest single creation in milliseconds, memory in MB."""

    tasks: int
    create: float
    query: float
    slowest: float
    memory: float


def grow(most: int) -> Iterator[Row]:
    """Yield the costs at 1, 10, 100 ... *most* tasks in a world."""
    big = _Caller(_desk(), "sk-growth", BODY)
    size = 1
    while size <= most:
        callers = _small_worlds(size) if size < _FROM else [big] * min(_SAMPLES, size // 2)
        for caller in dict.fromkeys(callers):
            caller.fill(size)
        creates = [_microseconds(caller.create) for caller in callers]
        queries = [_microseconds(caller.query) for caller in callers]
        yield Row(
            size, statistics.median(creates), statistics.median(queries), max(creates) / 1e3, memory_mb(os.getpid())
        )
        size *= 10


def bytes_a_task(tasks: int, body: bytes = BODY) -> float:
    """Return the resident memory that a task adds to a world whose journal is full; for a process of its own."""
    caller = _Caller(_desk(), "sk-bytes", body)
    caller.fill(_JOURNAL_FULL)
    before = memory_mb(os.getpid())
    caller.fill(_JOURNAL_FULL + tasks)
    return (memory_mb(os.getpid()) - before) * 2**20 / tasks


class _Caller:
    """A caller of one world, who remembers the tasks it made."""

    def __init__(self, desk: Desk, key: str, body: bytes) -> None:
        self._desk = desk
        self._headers = Headers((("Authorization", f"Bearer {key}"), ("Content-Type", "application/json")))
        self._world_key, self._token = desk.admit(f"Bearer {key}")
        self._body = body
        self._count = 0
        self._some: list[str] = []

    def fill(self, size: int) -> None:
        """Create tasks until the world has so many."""
        while self._count < size:
            self.create()

    def create(self) -> None:
        """Create a task."""
        path = "/v1/videos/generations"
        reply = self._answer(
            Call(
                operation="create",
                method="POST",
                path=path,
                headers=self._headers,
                body=self._body,
                size=len(self._body),
                world_key=self._world_key,
                token=self._token,
                base_url="http://127.0.0.1:8080",
            )
        )
        if self._count % _KEEP_EVERY == 0:
            self._some.append(json.loads(reply.body)["id"])
        self._count += 1

    def query(self) -> None:
        """Ask for one of the tasks."""
        task_id = random.choice(self._some)  # noqa: S311 - any will do
        self._answer(
            Call(
                operation="query",
                method="GET",
                path=f"/v1/tasks/{task_id}",
                headers=self._headers,
                task_id=task_id,
                world_key=self._world_key,
                token=self._token,
                base_url="http://127.0.0.1:8080",
            )
        )

    def _answer(self, call: Call) -> Reply:
        reply = self._desk.answer_at_once(call)
        if not isinstance(reply, Reply) or reply.status != _OK:
            raise SystemExit(f"{call.operation} was answered with {reply}")
        return reply


def main() -> None:
    """Measure, print a line for each size, then the goals."""
    parser = argparse.ArgumentParser(description=str(__doc__).strip().splitlines()[0])
    parser.add_argument("--most", type=int, default=1_000_000, help="the largest world (default: 1000000)")
    given = parser.parse_args()
    if given.most < 1:
        parser.error("--most is at least 1")
    weighed = min(given.most, 200_000)
    bare, called = (_in_its_own_process(weighed, body) for body in (BODY, _CALLBACK_BODY))
    print(f"{'tasks':>10}{'create us':>12}{'query us':>12}{'slowest ms':>12}{'RSS MB':>10}")
    rows = []
    for row in grow(given.most):
        rows.append(row)
        print(f"{row.tasks:10,}{row.create:12.2f}{row.query:12.2f}{row.slowest:12.2f}{row.memory:10.0f}", flush=True)
    print(
        f"a task with its request of {len(BODY)} bytes: {bare:,.0f} bytes; with a callback as well: {called:,.0f} bytes"
    )
    for goal in _goals(rows, bare):
        print(goal)


def _goals(rows: list[Row], bare: float) -> Iterator[Goal]:
    base = next((row for row in rows if row.tasks == _FROM), rows[0])
    for name in ("create", "query"):
        worst = max(getattr(row, name) / getattr(base, name) for row in rows)
        yield Goal(
            name=f"{name}, the worst size against {base.tasks:,}", measured=worst, bound=_FLAT, at_least=False, unit="x"
        )
    yield Goal(name="bytes a task", measured=bare, bound=_BYTES_A_TASK, at_least=False, unit=" bytes")


def _in_its_own_process(tasks: int, body: bytes) -> float:
    # Memory that was freed before would be taken again, and not be seen.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(bytes_a_task, tasks, body).result()


def _small_worlds(size: int) -> list[_Caller]:
    desk = _desk()
    return [_Caller(desk, f"sk-{number}", BODY) for number in range(max(100, _SAMPLES // (10 * size)))]


def _desk() -> Desk:
    return make_services(Settings.from_strings({"balance": "1000000000000"})).desk


def _microseconds(call: Callable[[], None]) -> float:
    began = time.perf_counter_ns()
    call()
    return (time.perf_counter_ns() - began) / 1e3


if __name__ == "__main__":
    main()

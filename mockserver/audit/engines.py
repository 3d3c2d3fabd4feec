"""
Who judges the pieces of a file: this process, several of this machine, or a Dask cluster.

To add an engine, write what opens it and its line in `ENGINES`.
"""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from mockserver.audit.errors import AuditError

__all__ = ["ENGINES", "Engine", "Submit", "in_order"]

_AHEAD = 3
"""Pieces that wait for each who judges."""

_In = TypeVar("_In")
_Out = TypeVar("_Out")


class _Promise(Protocol):
    """What an engine gives for work that it takes."""

    def result(self) -> Any:
        """Wait for it, and return it."""
        ...


Submit = Callable[[Callable[[Any], Any], Any], _Promise]
"""Takes a function and its argument, which both can be pickled."""


class Engine(NamedTuple):
    """*open* opens so many workers, or those of a scheduler at an address; *local* ones can read files themselves."""

    open: Callable[[int, str | None], AbstractContextManager[Submit]]
    local: bool


def in_order(submit: Submit, work: Callable[[_In], _Out], pieces: Iterable[_In], jobs: int) -> Iterator[_Out]:
    """Have pieces done, a few ahead, and yield what comes of them in their order."""
    waiting: deque[_Promise] = deque()
    for piece in pieces:
        waiting.append(submit(work, piece))
        if len(waiting) >= _AHEAD * jobs:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


@contextmanager
def _processes(jobs: int, scheduler: str | None) -> Iterator[Submit]:
    if scheduler is not None:
        raise AuditError("only a Dask cluster has a scheduler: --engine dask")
    # Who interrupts this process means it; it stops the others itself.
    deaf = (signal.SIGINT, signal.SIG_IGN)
    with ProcessPoolExecutor(jobs, get_context(_start_method()), initializer=signal.signal, initargs=deaf) as pool:
        try:
            yield pool.submit
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _start_method() -> str:
    """Say how processes are started: by a fork, which takes no time, where no other thread can hold a lock."""
    known = get_all_start_methods()
    try:
        alone = len([*Path("/proc/self/task").iterdir()]) == 1
    except OSError:
        alone = False  # no Linux; whoever embeds this may have threads
    return next(method for method in ("fork" if alone else "", "forkserver", "spawn") if method in known)


@contextmanager
def _dask(jobs: int, scheduler: str | None) -> Iterator[Submit]:
    try:
        distributed: Any = import_module("distributed")  # an extra
    except ModuleNotFoundError:
        raise AuditError("a Dask cluster needs Dask: pip install 'klingmock[dask]'") from None
    if scheduler is None:
        with (
            distributed.LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield _to(client)
        return
    try:
        client = distributed.Client(scheduler, timeout=10)
    except (OSError, ValueError) as error:
        raise AuditError(f"{scheduler}: no Dask scheduler answers there: {error}") from None
    with client:
        yield _to(client)


def _to(client: Any) -> Submit:
    # Two pieces may say the same; each is work of its own.
    return lambda work, piece: client.submit(work, piece, pure=False)


ENGINES: Mapping[str, Engine] = {
    "processes": Engine(_processes, local=True),
    "dask": Engine(_dask, local=False),
}
"""The engines by their names."""

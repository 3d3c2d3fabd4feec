"""The trial's own score: whether it acquits the good clients, and convicts each broken one of what it lacks."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any

from mockserver.reference import CLIENTS
from mockserver.reference.broken import BROKEN
from mockserver.trial.subjects import find_factory
from mockserver.trial.trial import trial

__all__ = ["Mark", "score"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How one client was judged in several runs: *right* of *runs*; *habit* is what it lacks, None for a good one."""

    client: str
    habit: str | None
    right: int
    runs: int
    seconds: float
    wrong: tuple[str, ...] = ()

    @property
    def full(self) -> bool:
        """Whether it was judged right in every run."""
        return self.right == self.runs

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON; *wrong* says what else was found, by the seed."""
        return {
            "client": self.client,
            "habit": self.habit,
            "right": self.right,
            "runs": self.runs,
            "seconds": round(self.seconds, 1),
            "wrong": list(self.wrong),
        }


def score(seeds: Iterable[int], *, workers: int = 1) -> Iterator[Mark]:
    """
    Try every client with each seed: the good ones with all habits, the broken ones with the one that they lack.

    *workers* processes share the runs; with one, it is this process.
    """
    runs = tuple(seeds)
    if workers == 1:
        yield from _marks(runs, map)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from _marks(runs, pool.map)


_Map = Callable[..., Iterator["_Run"]]


@dataclass(frozen=True, slots=True)
class _Run:
    """One run: what was *wrong* about its judgement, None for nothing."""

    seconds: float
    wrong: str | None


def _marks(seeds: tuple[int, ...], spread: _Map) -> Iterator[Mark]:
    habits = {name: str(getattr(find_factory(address), "habit", "")) for name, address in BROKEN.items()}
    # All is begun before the first is waited for, so that no worker is idle between two clients.
    begun: list[tuple[str, str | None, Iterator[_Run]]] = [
        *((name, None, spread(partial(_try_good, address), seeds)) for name, address in CLIENTS.items()),
        *((name, habit, spread(partial(_try_broken, BROKEN[name], habit), seeds)) for name, habit in habits.items()),
    ]
    for name, habit, found in begun:
        tried = tuple(found)
        wrong = tuple(run.wrong for run in tried if run.wrong)
        yield Mark(
            client=name,
            habit=habit,
            right=len(tried) - len(wrong),
            runs=len(tried),
            seconds=sum(run.seconds for run in tried),
            wrong=wrong,
        )


def _try_good(address: str, seed: int) -> _Run:
    began = time.monotonic()
    report = trial(find_factory(address), seed=seed)
    wrong = None if report.acquitted else f"seed {seed}: {', '.join(report.broken) or 'it fell'}"
    return _Run(time.monotonic() - began, wrong)


def _try_broken(address: str, habit: str, seed: int) -> _Run:
    began = time.monotonic()
    report = trial(find_factory(address), seed=seed, habits=[habit], shrink=False)
    wrong = None if habit in report.broken else f"seed {seed}: acquitted"
    return _Run(time.monotonic() - began, wrong)

"""The trial's own score: whether it acquits the good clients, and convicts each broken one of what it lacks."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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


def score(seeds: Iterable[int]) -> Iterator[Mark]:
    """Try every client with each seed: the good ones with all habits, the broken ones with the one that they lack."""
    runs = tuple(seeds)
    for name, address in CLIENTS.items():
        yield _good(name, address, runs)
    for name, address in BROKEN.items():
        yield _broken(name, address, runs)


def _good(name: str, address: str, seeds: tuple[int, ...]) -> Mark:
    began = time.monotonic()
    reports = [trial(find_factory(address), seed=seed) for seed in seeds]
    wrong = tuple(
        f"seed {report.seed}: {', '.join(report.broken) or 'it fell'}" for report in reports if not report.acquitted
    )
    return _mark(name, None, seeds, wrong, began)


def _broken(name: str, address: str, seeds: tuple[int, ...]) -> Mark:
    began, factory = time.monotonic(), find_factory(address)
    habit = str(getattr(factory, "habit", ""))
    reports = [trial(factory, seed=seed, habits=[habit], shrink=False) for seed in seeds]
    wrong = tuple(f"seed {report.seed}: acquitted" for report in reports if habit not in report.broken)
    return _mark(name, habit, seeds, wrong, began)


def _mark(name: str, habit: str | None, seeds: tuple[int, ...], wrong: tuple[str, ...], began: float) -> Mark:
    return Mark(
        client=name,
        habit=habit,
        right=len(seeds) - len(wrong),
        runs=len(seeds),
        seconds=time.monotonic() - began,
        wrong=wrong,
    )

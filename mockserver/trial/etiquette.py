"""Etiquette: how a client behaves where all is well, in figures that are neither right nor wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from mockserver.trial.evidence import Evidence
from mockserver.trial.tempo import Tempo

__all__ = ["Etiquette", "measure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Etiquette:
    """
    Polls a task, and the world seconds between two of them; *told* are those that the client was told.

    Of the cases in which no fault met a call and the task completed; all None where there is none.
    """

    tasks: int = 0
    fewest_polls: int | None = None
    most_polls: int | None = None
    shortest_gap: float | None = None
    longest_gap: float | None = None
    told: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON; gaps are seconds."""
        return {
            "tasks": self.tasks,
            "fewest_polls": self.fewest_polls,
            "most_polls": self.most_polls,
            "shortest_gap": self.shortest_gap,
            "longest_gap": self.longest_gap,
            "told_gap": self.told,
        }


def measure(evidences: Iterable[Evidence], tempo: Tempo) -> Etiquette:
    """Measure what the plain ones of *evidences* that were played at *tempo* show."""
    plain = [
        one
        for one in evidences
        if not one.faults and one.status == "completed" and one.of("query") and one.tempo is tempo
    ]
    if not plain:
        return Etiquette()
    polls = [len(one.of("query")) for one in plain]
    gaps = [gap for one in plain for gap in _gaps(one)]
    return Etiquette(
        tasks=len(plain),
        fewest_polls=min(polls),
        most_polls=max(polls),
        shortest_gap=min(gaps, default=None),
        longest_gap=max(gaps, default=None),
        told=plain[0].schedule.poll_interval,
    )


def _gaps(evidence: Evidence) -> Iterator[float]:
    for before, after in pairwise(evidence.of("query")):
        yield round((after.at - before.at).total_seconds(), 3)

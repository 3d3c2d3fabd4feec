"""What a soak counts, and whether that is good."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["Figures", "Found"]

_EXAMPLES = 10
_FLAT = 1.10  # memory at the end, as a multiple of that after warm-up
_STEADY_FROM = 4  # samples; with fewer, memory cannot be called flat or not


@dataclass(slots=True)
class Found:
    """A kind of defect: how often it was seen, and the first examples."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, example: str) -> None:
        """Count one."""
        self.count += 1
        if len(self.examples) < _EXAMPLES:
            self.examples.append(example)


@dataclass(slots=True)
class Figures:
    """
    The figures of a soak.

    Args:
        calls: Calls sent, by operation.
        answers: Answers that came, by status; ``none`` where the connection broke or timed out.
        fired: How often each kind of fault fired.
        callbacks: Deliveries by their last state.
        received: Callbacks that the receiver was sent.
        unexplained: 5xx answers that no fault caused.
        broken: Connections that broke though no fault broke them.
        stuck: Calls that were not answered in time though no fault silenced them, and connections left open.
        lost: Callbacks of ended tasks that were neither delivered nor given up for a recorded reason.
        wrong: Whatever else should not be: accidents of the server, unfinished tasks, an unclean stop.
        memory: Pairs of seconds since the start and resident MB.
        skipped: What could not be done, and why.
    """

    episodes: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    fired: Counter[str] = field(default_factory=Counter)
    callbacks: Counter[str] = field(default_factory=Counter)
    received: int = 0
    unexplained: Found = field(default_factory=Found)
    broken: Found = field(default_factory=Found)
    stuck: Found = field(default_factory=Found)
    lost: Found = field(default_factory=Found)
    wrong: Found = field(default_factory=Found)
    memory: list[tuple[float, float]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Add what somebody else counted; memory and what the receiver got are counted once, by the run itself."""
        self.episodes += other.episodes
        for mine, theirs in zip(self._counters, other._counters, strict=True):
            mine.update(theirs)
        for found, more in zip(self.defects.values(), other.defects.values(), strict=True):
            found.count += more.count
            found.examples = [*found.examples, *more.examples][:_EXAMPLES]
        self.skipped += other.skipped

    @property
    def growth(self) -> float | None:
        """Memory of the last quarter of the run as a multiple of that of the second; None with too few samples."""
        samples = [megabytes for _, megabytes in self.memory]
        quarter = len(samples) // 4
        if len(samples) < _STEADY_FROM:
            return None
        return statistics.median(samples[-quarter:]) / statistics.median(samples[quarter : 2 * quarter])

    @property
    def flat(self) -> bool:
        """Whether memory stayed flat after warm-up, as far as can be said."""
        return self.growth is None or self.growth <= _FLAT

    @property
    def defects(self) -> dict[str, Found]:
        """What should be nothing, by name."""
        return {
            "5xx that no fault caused": self.unexplained,
            "connections that broke by themselves": self.broken,
            "stuck calls or connections": self.stuck,
            "lost callbacks": self.lost,
            "other defects": self.wrong,
        }

    @property
    def good(self) -> bool:
        """Whether nothing was found, and memory is flat."""
        return self.flat and not any(found.count for found in self.defects.values())

    def lines(self) -> Iterator[str]:
        """Tell it."""
        yield f"episodes: {self.episodes}; calls: {self.calls.total():,} ({_counted(self.calls)})"
        yield f"answers: {_counted(self.answers)}"
        yield f"faults that fired: {_counted(self.fired) or 'none'}"
        yield f"callbacks: {_counted(self.callbacks) or 'none'}; the receiver was sent {self.received:,}"
        for name, found in self.defects.items():
            yield f"{name}: {found.count}"
            yield from (f"    {example}" for example in found.examples)
        yield "memory, MB: " + ", ".join(f"{megabytes:.0f} at {seconds:.0f} s" for seconds, megabytes in self.memory)
        growth = self.growth
        yield f"memory after warm-up: {'too few samples' if growth is None else f'{growth:.2f}x: {self._flatness}'}"
        yield from (f"skipped: {reason}" for reason in dict.fromkeys(self.skipped))

    @property
    def _counters(self) -> tuple[Counter[str], ...]:
        return self.calls, self.answers, self.fired, self.callbacks

    @property
    def _flatness(self) -> str:
        return "flat" if self.flat else "NOT FLAT"


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counter.items()))

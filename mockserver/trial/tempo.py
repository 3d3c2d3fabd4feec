"""Tempos: how long things last in a case, for clients that sleep in the world's time and for those that really wait."""

from dataclasses import dataclass

__all__ = ["REAL", "VIRTUAL", "Tempo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """
    The spans of a tempo, in seconds.

    Args:
        name: Of the tempo.
        clock: Mode of the world's clock.
        poll_interval: Between two polls.
        deadline: By which everything but a task that never ends is over.
        short_deadline: For tasks that never end.
        waiting_deadline: For cases in which the gateway asks for patience.
        request_timeout: Real time that one request may take.
        task: How long a task takes.
        retry_after: What the gateway asks for, in whole seconds.
        patience: Real time that a case may take, beside its deadline where that is real too.
        slack: By how much a measured span may be off.
    """

    name: str
    clock: str
    poll_interval: float
    deadline: float
    short_deadline: float
    waiting_deadline: float
    request_timeout: float
    task: str
    retry_after: int
    patience: float
    slack: float

    def limit(self, deadline: float) -> float:
        """Say how many real seconds a case may take before it counts as hanging."""
        return self.patience + (deadline if self.clock == "real" else 0.0)


VIRTUAL = Tempo(
    name="virtual",
    clock="manual",
    poll_interval=5.0,
    deadline=1200.0,
    short_deadline=60.0,
    waiting_deadline=1200.0,
    request_timeout=0.6,
    task="20s",
    retry_after=40,
    patience=3.0,
    slack=0.001,
)
"""Sleeping moves the world's clock and takes no time; nothing else moves it."""

REAL = Tempo(
    name="real",
    clock="real",
    poll_interval=0.05,
    deadline=6.0,
    short_deadline=1.0,
    waiting_deadline=8.0,
    request_timeout=0.5,
    task="120ms",
    retry_after=1,
    patience=5.0,
    slack=0.05,
)
"""Everything takes its time, so spans are short."""

"""``survives-one-bad-poll``: a poll that goes wrong tells nothing about the task."""

from collections.abc import Iterator

from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.habits.survival import lost_task, settled
from mockserver.trial.scene import Scene, Whole, transient_faults
from mockserver.trial.tempo import Tempo

__all__ = ["SurvivesOneBadPoll"]

_KINDS = ("reset", "status", "close", "not-json", "truncate", "empty", "garbage")


class SurvivesOneBadPoll(Habit):
    """Judges cases in which a poll or two went wrong and nothing else did."""

    name = "survives-one-bad-poll"
    title = "Goes on waiting for a task when a poll goes wrong."
    reason = "The task runs on and is billed; whoever calls it failed, or forgets it, has paid for nothing."
    source = "vikasprogrammer/agentric#270; openslop/openslop#526"
    unjudged = "none of its polls went wrong"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Spoil one poll in each way."""
        every = transient_faults("query", nth=Whole(1, 2)).options
        return tuple(Scene(title="a poll goes wrong", faults=[one], draws=1) for one in every)

    def applies(self, evidence: Evidence) -> bool:
        """Judge where nothing but a poll or two went wrong, and the task ended in time."""
        return settled(evidence, *_KINDS, on=("query",))

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Say what it made of it."""
        yield from lost_task(self, evidence, "one bad poll")

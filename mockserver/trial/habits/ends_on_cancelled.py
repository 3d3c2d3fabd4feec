"""``ends-on-cancelled``: a cancelled task is an end."""

from collections.abc import Iterator

from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.ending import polls_on, wrong_word
from mockserver.trial.habits.habit import Habit
from mockserver.trial.scene import Scene
from mockserver.trial.tempo import Tempo

__all__ = ["EndsOnCancelled"]


class EndsOnCancelled(Habit):
    """Judges cases in which the task was cancelled, and nothing went wrong."""

    name = "ends-on-cancelled"
    title = "Ends when the task is cancelled, and says so."
    reason = "A cancelled task never completes; a client that has not heard of the word waits until its deadline."
    source = "evolink-cli, task list, status"
    unjudged = "it was never shown a cancelled task"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Let the task be cancelled."""
        return (Scene(title="the task is cancelled", lifecycle=[{"cancel": True}]),)

    def applies(self, evidence: Evidence) -> bool:
        """Judge where a client was shown that."""
        return not evidence.faults and any(call.shown == "cancelled" for call in evidence.of("query"))

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Say how it did not end, or what it called the end."""
        shown = [call for call in evidence.of("query") if call.shown == "cancelled"]
        yield from polls_on(self, evidence, shown, "cancelled")
        yield from wrong_word(self, evidence, shown, right={"cancelled", "failed", "error"})

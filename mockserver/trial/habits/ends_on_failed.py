"""``ends-on-failed``: a failed task is an end."""

from collections.abc import Iterator

from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.ending import polls_on, wrong_word
from mockserver.trial.habits.habit import Habit
from mockserver.trial.scene import Choice, Scene
from mockserver.trial.tempo import Tempo

__all__ = ["EndsOnFailed"]


class EndsOnFailed(Habit):
    """Judges cases in which the task was failed, and nothing went wrong."""

    name = "ends-on-failed"
    title = "Ends when the task is failed, and says so."
    reason = "Whoever polls a failed task waits for what never comes, and its user never learns of it."
    source = "docs/get-task-detail, Responses, status; gitroomhq/postiz-app#1809"
    unjudged = "it was never shown a failed task"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Let the task fail, for all kinds of reasons."""
        codes = Choice("service_error", "content_policy_violation", "generation_timeout")
        return (Scene(title="the task fails", lifecycle=[{"fail": codes}]),)

    def applies(self, evidence: Evidence) -> bool:
        """Judge where a client was shown that."""
        return not evidence.faults and any(call.shown == "failed" for call in evidence.of("query"))

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Say how it did not end, or what it called the end."""
        shown = [call for call in evidence.of("query") if call.shown == "failed"]
        yield from polls_on(self, evidence, shown, "failed")
        yield from wrong_word(self, evidence, shown, right={"failed", "error"})

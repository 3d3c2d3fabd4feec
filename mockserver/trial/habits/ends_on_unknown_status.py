"""``ends-on-unknown-status``: a status that nobody knows is an end, and not a kind of waiting."""

from collections.abc import Iterator

from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.ending import polls_on
from mockserver.trial.habits.habit import Habit
from mockserver.trial.scene import Choice, Scene
from mockserver.trial.tempo import Tempo

__all__ = ["EndsOnUnknownStatus"]


class EndsOnUnknownStatus(Habit):
    """Judges cases in which a task has a status that nobody documents, and keeps it."""

    name = "ends-on-unknown-status"
    title = "Ends, and does not claim success, when it does not know a task's status."
    reason = "Only pending and processing are known to go on; waiting for the rest may be waiting for ever."
    source = "docs/get-task-detail, Responses, status; evolink-cli, task list, status"
    unjudged = "it was never shown an unknown status"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Show another status in every poll."""
        fault = {"on": "query", "do": "unknown-status", "status": Choice("archived", "expired", "rejected")}
        return (Scene(title="the task has an unknown status", faults=[fault]),)

    def applies(self, evidence: Evidence) -> bool:
        """Judge where that is all that went wrong."""
        return bool(evidence.faults) and evidence.only_faults("unknown-status", on=("query",))

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Say how it did not end."""
        shown = [call for call in evidence.of("query") if "unknown-status" in call.kinds]
        yield from polls_on(self, evidence, shown, repr(shown[0].shown))
        if evidence.status == "completed":
            yield self.finding(f"it reports success, but the task is {shown[0].shown!r}", shown[0])

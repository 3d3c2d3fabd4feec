"""``ends-without-link``: a completed task without a result is an end, and no success."""

from collections.abc import Iterator

from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.ending import polls_on
from mockserver.trial.habits.habit import Habit
from mockserver.trial.scene import Scene
from mockserver.trial.tempo import Tempo

__all__ = ["EndsWithoutLink"]


class EndsWithoutLink(Habit):
    """Judges cases in which the results of a completed task never show."""

    name = "ends-without-link"
    title = "Ends, with an error, when a completed task has no link to a result."
    reason = (
        "A client that waits for the link waits until its deadline, or for ever; one that relies on it breaks down."
    )
    source = "lidge-jun/opencodex#582"
    unjudged = "it was never shown a completed task without a link"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Leave the results out, in each way."""
        return tuple(
            Scene(title=f"the results are {how}", faults=[{"on": "query", "do": "no-link", "results": how}], draws=2)
            for how in ("missing", "empty", "null")
        )

    def applies(self, evidence: Evidence) -> bool:
        """Judge where that is all that went wrong."""
        return bool(evidence.faults) and evidence.only_faults("no-link", on=("query",))

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Say how it did not end, or how it ended instead."""
        shown = [call for call in evidence.of("query") if call.shown == "completed"]
        yield from polls_on(self, evidence, shown, "completed, without a link")
        if evidence.status == "completed" and not evidence.results:
            yield self.finding("it reports success, and there is no result", *shown[:1])

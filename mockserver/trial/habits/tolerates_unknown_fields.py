"""``tolerates-unknown-fields``: what is new in an answer breaks nothing."""

from collections.abc import Iterator

from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.habits.survival import ends_in_time, lost_task
from mockserver.trial.scene import Choice, Scene
from mockserver.trial.tempo import Tempo

__all__ = ["ToleratesUnknownFields"]


class ToleratesUnknownFields(Habit):
    """Judges cases in which every answer has a field more."""

    name = "tolerates-unknown-fields"
    title = "Ignores fields that it does not know."
    reason = "Gateways add fields without notice; a client that insists on those it knows stops working that day."
    source = "RFC 9413, 4"
    unjudged = "it never met an unknown field"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Put a field into every answer, at the top and within."""
        value = Choice("unexpected", None, {"node": 7})
        return tuple(
            Scene(
                title=f"the answer to each {on} has an unknown field",
                faults=[{"on": on, "do": "field-added", "at": at, "value": value}],
                draws=1,
            )
            for on in ("create", "query")
            for at in ("/trace", "/task_info/trace")
        )

    def applies(self, evidence: Evidence) -> bool:
        """Judge where that is all that was unusual."""
        return (
            bool(evidence.faults)
            and evidence.only_faults("field-added", on=("create", "query"))
            and (not evidence.tasks or ends_in_time(evidence))
        )

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Say what it made of it."""
        if evidence.tasks:
            yield from lost_task(self, evidence, "an unknown field")

"""``stable-idempotency-key``: each attempt at one intent names it alike."""

from collections.abc import Iterator

from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.scene import Scene, lost_answers, transient_faults
from mockserver.trial.tempo import Tempo

__all__ = ["StableIdempotencyKey"]

_HEADER = "idempotency-key"


class StableIdempotencyKey(Habit):
    """Compares the keys of repeated creations."""

    name = "stable-idempotency-key"
    title = "Sends the same Idempotency-Key in every attempt at the same intent."
    reason = (
        "A new key for each attempt tells the gateway of a new intent each time: the key might as well not be there."
    )
    source = "client-cli, Headers, Idempotency-Key; Comfy-Org/docs#1723"
    unjudged = "it sends no idempotency keys, or never repeats a creation"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Let the first creation fail, before and after it has done something."""
        return (
            Scene(title="the answer to a creation is lost", faults=[lost_answers(nth=1)], draws=2),
            Scene(title="a creation fails", faults=[transient_faults("create", nth=1)], draws=2),
        )

    def applies(self, evidence: Evidence) -> bool:
        """Judge repeated creations with keys."""
        creations = evidence.of("create")
        return len(creations) > 1 and any(_HEADER in call.sent for call in creations)

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Name the attempts at the same request whose keys differ."""
        creations = evidence.of("create")
        first = creations[0]
        others = [
            call for call in creations if call.body == first.body and call.sent.get(_HEADER) != first.sent.get(_HEADER)
        ]
        if others:
            keys = len({call.sent.get(_HEADER) for call in creations})
            yield self.finding(f"it sent {keys} idempotency keys in {len(creations)} attempts", first, *others)

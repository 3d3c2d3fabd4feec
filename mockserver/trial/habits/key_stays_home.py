"""``key-stays-home``: the key is for the gateway, and for nobody else."""

from collections.abc import Iterator

from mockserver.core.redaction import is_credential, mask
from mockserver.trial.call import CallView
from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.scene import Scene
from mockserver.trial.tempo import Tempo

__all__ = ["KeyStaysHome"]


class KeyStaysHome(Habit):
    """Looks for credentials in downloads: the result host has another name than the gateway."""

    name = "key-stays-home"
    title = "Does not send the API key to the host of the results."
    reason = "Results lie with somebody else, who can spend whatever the key may spend."
    source = "RFC 6750, 5.3; kling-o3, API Reference, Create Video, results"
    unjudged = "it never fetched a result"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Let all be well."""
        return (Scene(title="the task completes", draws=2),)

    def applies(self, evidence: Evidence) -> bool:
        """Judge downloads."""
        return bool(evidence.of("download"))

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Name where the key was."""
        for call in evidence.of("download"):
            where = _where(call, evidence.schedule.key)
            if where is not None:
                yield self.finding(f"it tells the result host its API key, in {where}", call)
                return


def _where(call: CallView, key: str) -> str | None:
    query = call.entry["query"]
    if key in query or mask(key) in query:
        return "the address"
    return next((f"the header {name}" for name in call.sent if is_credential(name)), None)

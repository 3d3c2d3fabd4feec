"""``right-headers``: it says who asks, and what it sends."""

from collections.abc import Iterator

from mockserver.core.redaction import mask
from mockserver.trial.call import CallView
from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.scene import Scene
from mockserver.trial.tempo import Tempo

__all__ = ["RightHeaders"]


class RightHeaders(Habit):
    """Judges everything that was asked of the gateway."""

    name = "right-headers"
    title = "Sends its key as a bearer token and its JSON as JSON, to addresses that exist."
    reason = "A key in an address is written into every log on the way; a body of another type need not be read."
    source = "docs/quickstart, Authentication; RFC 6750, 2.1 and 5.3"
    unjudged = "it never asked the gateway for anything"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Let all be well."""
        return (Scene(title="nothing goes wrong"),)

    def applies(self, evidence: Evidence) -> bool:
        """Judge all but downloads."""
        return any(call.operation != "download" for call in evidence.calls)

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Name what is wrong with each call, the same only once."""
        seen: set[str] = set()
        for call in evidence.calls:
            if call.operation != "download":
                for message in _problems(call, evidence.schedule.key):
                    if message not in seen:
                        seen.add(message)
                        yield self.finding(message, call)


def _problems(call: CallView, key: str) -> Iterator[str]:
    query = call.entry["query"]
    if key in query or mask(key) in query:
        yield "it sends the API key in the address"
    if not call.sent.get("authorization", "").lower().startswith("bearer "):
        yield f"it sends no bearer token with {call.entry['method']}"
    kind = call.sent.get("content-type", "")
    if call.operation == "create" and kind.partition(";")[0].strip().lower() != "application/json":
        yield f"it calls the type of its JSON {kind!r}"
    if call.operation == "unknown":
        yield f"it asks for {call.line}, which the gateway does not have"

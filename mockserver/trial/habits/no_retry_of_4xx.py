"""``no-retry-of-4xx``: what was refused is not asked again."""

from collections.abc import Iterator

from mockserver.trial.call import CallView
from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.scene import Choice, Scene
from mockserver.trial.tempo import Tempo

__all__ = ["NoRetryOf4xx"]


class NoRetryOf4xx(Habit):
    """Looks for requests that are repeated after a 4xx; 408, 425 and 429 tell of the moment, and may be."""

    name = "no-retry-of-4xx"
    title = "Does not repeat a request that was refused with a 4xx."
    reason = "The same request is refused again: repeating it costs time, and may cost the key."
    source = "RFC 9110, 15.5; docs/error-codes, Codes"
    unjudged = "nothing that it asked for was refused"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Refuse creations and polls."""
        refused = Choice(400, 401, 402, 403)
        return (
            Scene(title="a creation is refused", faults=[{"on": "create", "do": "status", "status": refused}]),
            Scene(title="there are not enough credits", balance="1", draws=1),
            Scene(title="a poll is refused", faults=[{"on": "query", "do": "status", "status": Choice(404, 403, 401)}]),
        )

    def applies(self, evidence: Evidence) -> bool:
        """Judge where something was refused."""
        return any(_counts(call) for call in evidence.calls)

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Name what was asked again."""
        for place, call in enumerate(evidence.calls):
            again = [one for one in evidence.calls[place + 1 :] if one.line == call.line and one.body == call.body]
            if _counts(call) and again:
                times = f"{len(again)} times more" if len(again) > 1 else "once more"
                yield self.finding(f"it was refused {call.line} with {call.status}, and asked {times}", call, *again)
                return


def _counts(call: CallView) -> bool:
    return call.operation in {"create", "query"} and call.refused

"""``request-timeout``: no single request takes for ever."""

from collections.abc import Iterator

from mockserver.trial.evidence import Evidence
from mockserver.trial.fall import FallKind
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.scene import Scene
from mockserver.trial.tempo import Tempo

__all__ = ["RequestTimeout"]

_SLOW = frozenset({"silence", "dribble"})


class RequestTimeout(Habit):
    """Judges cases in which an answer did not come, or came a byte now and then."""

    name = "request-timeout"
    title = "Gives up a request that is not answered in time."
    reason = "A connection can be open and silent for hours; whoever waits for it hangs, and nobody is told."
    source = "juspay/neurolink#742; receptron/mulmocast-cli#1481"
    unjudged = "it was answered in time"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Answer a poll and a creation never, and a poll a byte now and then."""
        first = {"when": {"nth": 1}}
        dribble = {"on": "query", **first, "do": "dribble", "bytes": 1, "every": "250ms", "real": True}
        return (
            Scene(title="a poll is never answered", faults=[{"on": "query", **first, "do": "silence"}], draws=1),
            Scene(
                title="a creation is never answered",
                faults=[{"on": "create", **first, "do": "silence", "phase": "after"}],
                draws=1,
            ),
            Scene(title="the answer to a poll comes a byte now and then", faults=[dribble], draws=1),
        )

    def applies(self, evidence: Evidence) -> bool:
        """Judge where an answer was slow."""
        return any(call.kinds & _SLOW for call in evidence.calls)

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Say for what it waited."""
        if evidence.fall is None or evidence.fall.kind is not FallKind.HUNG:
            return
        slow = [call for call in evidence.calls if call.kinds & _SLOW]
        if evidence.calls[-1] is slow[-1]:
            waited = f"the {evidence.schedule.request_timeout:g} s that one request may take were long over"
            yield self.finding(f"it waits on and on for the answer to {slow[-1].line}; {waited}", slow[-1])

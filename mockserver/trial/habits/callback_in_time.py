"""``callback-in-time``: a callback is answered before the gateway gives up."""

from collections.abc import Iterator

from contracts import api
from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.habits.hearing import with_callback
from mockserver.trial.scene import Scene
from mockserver.trial.tempo import Tempo

__all__ = ["CallbackInTime"]

_GOOD = range(200, 300)


class CallbackInTime(Habit):
    """Measures how long a callback takes, in the world's time and in real time."""

    name = "callback-in-time"
    title = "Answers a callback with 2xx within 10 seconds."
    reason = "After 10 seconds the gateway counts it as lost, and sends it again; in the end it gives up."
    source = "kling-o3, Request Parameters, callback_url"
    unjudged = "it takes no callbacks"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Deliver the callback."""
        return (Scene(title="the callback comes", request=with_callback(), callbacks=("deliver",), draws=2),)

    def applies(self, evidence: Evidence) -> bool:
        """Judge where callbacks were handed in."""
        return bool(evidence.receipts)

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Name each callback that was not taken."""
        limit = api().callback.timeout
        for receipt in evidence.receipts:
            if receipt.problem is not None:
                yield self.finding(f"{receipt.problem}, when a callback came", tasks=(receipt.task,))
            elif receipt.status not in _GOOD:
                yield self.finding(f"it answered a callback with {receipt.status}", tasks=(receipt.task,))
            elif receipt.took > limit:
                took = receipt.took.total_seconds()
                yield self.finding(f"it took {took:.1f} s to answer a callback", tasks=(receipt.task,))

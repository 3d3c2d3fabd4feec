"""``callback-once``: however often an end is told, it is taken into account once."""

from collections.abc import Iterator

from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.habits.hearing import with_callback
from mockserver.trial.scene import Scene
from mockserver.trial.tempo import Tempo

__all__ = ["CallbackOnce"]


class CallbackOnce(Habit):
    """Counts the effects of each task."""

    name = "callback-once"
    title = "Takes the end of a task into account once, however often and by whomever it is told."
    reason = "Callbacks come at least once, in any order, and beside the polls; who credits each, credits twice."
    source = "kling-o3, Request Parameters, callback_url; stellarBank/StellarBank#39"
    unjudged = "it takes no callbacks, or does not tell what came of them"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Deliver the callback once, and once more."""
        return (
            Scene(title="the callback comes after the poll", request=with_callback(), callbacks=("deliver",), draws=1),
            Scene(title="the callback comes twice", request=with_callback(), callbacks=("deliver", "again"), draws=2),
        )

    def applies(self, evidence: Evidence) -> bool:
        """Judge where callbacks were handed in."""
        return bool(evidence.receipts) and evidence.effects is not None

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Name each task that counted more than once."""
        for task, often in (evidence.effects or {}).items():
            if often > 1:
                told = sum(receipt.task == task for receipt in evidence.receipts)
                callbacks = "1 callback" if told == 1 else f"{told} callbacks"
                yield self.finding(f"{task} was taken into account {often} times, after {callbacks}", tasks=(task,))

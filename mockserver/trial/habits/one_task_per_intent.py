"""``one-task-per-intent``: one video is wanted, one is made and paid, whatever gets lost."""

from collections.abc import Iterator
from decimal import Decimal

from mockserver.core.money import text
from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.scene import Choice, Scene, Several, Whole, lost_answers, transient_faults
from mockserver.trial.tempo import Tempo

__all__ = ["OneTaskPerIntent"]


class OneTaskPerIntent(Habit):
    """Counts the tasks that one intent has made."""

    name = "one-task-per-intent"
    title = "Makes one task of one intent, whatever answers are lost."
    reason = "A creation that is repeated after a lost answer is a second video, and a second bill."
    source = "client-cli, Headers, Idempotency-Key; Comfy-Org/ComfyUI#16204"
    unjudged = "it never made a task"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Lose answers, and let a task take longer than the client has."""
        chaos = Choice(lost_answers(nth=Whole(1, 2)), transient_faults("query", nth=Whole(1, 3)))
        lost = lost_answers(nth=1)
        return (
            Scene(title="all kinds of calls go wrong", faults=Several(chaos, least=1, most=4)),
            *(Scene(title="the answer to a creation is lost", faults=[one], draws=1) for one in lost.options),
            Scene(title="the task does not end in time", lifecycle=[{"hang": True}], span="short_deadline", draws=1),
        )

    def applies(self, evidence: Evidence) -> bool:
        """Judge where there is a task."""
        return bool(evidence.tasks)

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Name the tasks, and what those beyond the first have cost."""
        if len(evidence.tasks) < 2:  # noqa: PLR2004 - one is right
            return
        made = tuple(task["id"] for task in evidence.tasks)
        paid = sorted(Decimal(task["credits"]) for task in evidence.tasks if task["status"] == "completed")
        wasted = sum(paid[:-1], Decimal(0))
        calls = [call for call in evidence.of("create") if call.task in made]
        price = sum((Decimal(task["credits"]) for task in evidence.tasks), Decimal(0))
        cost = f"{text(wasted)} credits are wasted" if wasted else f"they hold {text(price)} credits"
        message = f"one intent made {len(made)} tasks, {' and '.join(made)}; {cost}"
        yield self.finding(message, *calls, tasks=made, wasted=wasted)

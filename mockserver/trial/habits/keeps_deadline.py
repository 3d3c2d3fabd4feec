"""``keeps-deadline``: when the time is over it ends, and says that it does not know."""

from collections.abc import Iterator

from mockserver.trial.evidence import Evidence
from mockserver.trial.fall import FallKind
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.scene import Scene
from mockserver.trial.tempo import Tempo

__all__ = ["KeepsDeadline"]

_ENDS = frozenset({"completed", "failed", "cancelled"})
_SLOW = frozenset({"silence", "dribble"})


class KeepsDeadline(Habit):
    """Judges the time that a client took, and what it says about a task whose end it has not seen."""

    name = "keeps-deadline"
    title = "Ends at its deadline, and does not claim to know how the task ended."
    reason = "A timeout that is called success is a video that nobody has; one without the task's id is paid and lost."
    source = "tinyhumansai/openhuman#5411; openslop/openslop#526"
    unjudged = "it never made a task"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Let the task never end."""
        return (Scene(title="the task never ends", lifecycle=[{"hang": True}], span="short_deadline", draws=2),)

    def applies(self, evidence: Evidence) -> bool:
        """Judge wherever there is a task, and no answer that never came."""
        return bool(evidence.tasks) and not any(call.kinds & _SLOW for call in evidence.calls)

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Say by how much it was late, and what it claims without having seen it."""
        schedule, last = evidence.schedule, evidence.calls[-1:]
        late = evidence.elapsed - schedule.deadline
        if evidence.fall is not None and evidence.fall.kind is FallKind.HUNG:
            yield self.finding(f"{evidence.fall}; its deadline was {schedule.deadline:g} s", *last)
        elif late > schedule.poll_interval + schedule.request_timeout + _grace(evidence):
            yield self.finding(f"it took {evidence.elapsed:g} s; its deadline was {schedule.deadline:g} s", *last)
        elif not evidence.faults and evidence.status in _ENDS:
            seen = {call.shown for call in evidence.of("query", "list", "batch")}
            if evidence.status not in seen and not _listed(evidence):
                yield self.finding(f"{evidence.said}, which no answer has shown", *last)
        told = evidence.told_ids
        if evidence.status == "gave-up" and told and evidence.outcome and evidence.outcome.task_id is None:
            yield self.finding(
                "it gave up and does not name the task, so that nobody can collect it", *last, tasks=told
            )


def _grace(evidence: Evidence) -> float:
    """Say by how much more it may be late where time is real: processes take theirs."""
    return 1.0 if evidence.tempo.clock == "real" else 0.0


def _listed(evidence: Evidence) -> bool:
    return any(evidence.status in call.entry["answer"]["body"]["text"] for call in evidence.of("list", "batch"))

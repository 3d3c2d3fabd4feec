"""What the habits of survival share: something small went wrong, and the task ended well all the same."""

from collections.abc import Iterator
from itertools import groupby

from mockserver.core.clock import parse_instant
from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit

__all__ = ["ends_in_time", "lost_task", "settled"]

_MOST_IN_A_ROW = 2
_IN_TIME = 0.5  # of the deadline: so much of it is left for everything else


def settled(evidence: Evidence, *kinds: str, on: tuple[str, ...]) -> bool:
    """Say whether faults of these kinds met these operations, a few, nothing else did, and the task ended in time."""
    if not evidence.faults or not evidence.only_faults(*kinds, on=on) or not ends_in_time(evidence):
        return False
    if any(call.refused or call.asked_until for call, _ in evidence.faults):
        return False
    rows = groupby(evidence.calls, key=lambda call: bool(call.met))
    return all(len(list(calls)) <= _MOST_IN_A_ROW for bad, calls in rows if bad)


def ends_in_time(evidence: Evidence) -> bool:
    """Say whether there is one task, and it ended well before the deadline."""
    if len(evidence.tasks) != 1 or evidence.tasks[0]["ends_at"] is None:
        return False
    took = parse_instant(evidence.tasks[0]["ends_at"]) - evidence.began
    return took.total_seconds() < _IN_TIME * evidence.schedule.deadline


def lost_task(habit: Habit, evidence: Evidence, what: str) -> Iterator[Finding]:
    """Report a client that does not tell how the task has ended."""
    task = evidence.tasks[0]
    if evidence.status != task["status"]:
        calls = [call for call in evidence.calls if call.met]
        message = f"{evidence.said} after {what}, but the task is {task['status']}"
        yield habit.finding(message, *calls, tasks=(task["id"],), wasted=evidence.spent)

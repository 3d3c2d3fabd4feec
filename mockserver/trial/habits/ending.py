"""What the habits of ending share: the task has come to an end, and the client is to come to one too."""

from collections.abc import Collection, Iterator, Sequence

from mockserver.trial.call import CallView
from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit

__all__ = ["polls_on", "wrong_word"]

_A_FEW = 3  # looks more, to be sure, are no waiting


def polls_on(habit: Habit, evidence: Evidence, shown: Sequence[CallView], what: str) -> Iterator[Finding]:
    """Report a client that fell, or asked on and on, after it was shown an end."""
    if not shown:
        return
    later = [call for call in evidence.of("query") if call.number > shown[0].number]
    if evidence.fall is not None:
        yield habit.finding(f"{evidence.fall}, when it was shown a task that is {what}", shown[0])
    elif len(later) > _A_FEW:
        yield habit.finding(f"it was shown a task that is {what}, and asked {len(later)} times more", shown[0], *later)


def wrong_word(
    habit: Habit, evidence: Evidence, shown: Sequence[CallView], *, right: Collection[str]
) -> Iterator[Finding]:
    """Report a client that calls an end by a wrong word."""
    if shown and evidence.fall is None and evidence.status not in right:
        yield habit.finding(f"{evidence.said}, but the task is {shown[0].shown}", shown[0])

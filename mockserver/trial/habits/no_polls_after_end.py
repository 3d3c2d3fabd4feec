"""``no-polls-after-end``: once it was shown an end, it asks no more."""

from collections.abc import Iterator

from mockserver.trial.call import TERMINAL
from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.scene import Choice, Scene
from mockserver.trial.tempo import Tempo

__all__ = ["NoPollsAfterEnd"]


class NoPollsAfterEnd(Habit):
    """Counts the polls after the first that showed an end."""

    name = "no-polls-after-end"
    title = "Asks no more for a task whose end it was shown."
    reason = "An end is final; every further poll is load for nothing, and counts against the limit of requests."
    source = "docs/get-task-detail, Responses, status; gitroomhq/postiz-app#1809"
    unjudged = "it was never shown the end of a task"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:
        """Let the task end in each way."""
        ends = Choice(f"after:{tempo.task}", [{"fail": "service_error"}], [{"cancel": True}])
        return (Scene(title="the task ends", lifecycle=ends),)

    def applies(self, evidence: Evidence) -> bool:
        """Judge where an end was shown as it is."""
        return any(call.shown in TERMINAL and not call.met for call in evidence.of("query"))

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Name the polls that were too much."""
        polls = evidence.of("query")
        end = next(call for call in polls if call.shown in TERMINAL and not call.met)
        later = [call for call in polls if call.number > end.number and call.line == end.line]
        if later:
            yield self.finding(
                f"it was shown that the task is {end.shown}, and asked {len(later)} times more", end, *later
            )

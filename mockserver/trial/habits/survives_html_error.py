"""``survives-html-error``: a page of HTML is an answer of no use, and no reason to break down."""

from collections.abc import Iterator

from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.habits.survival import lost_task, settled
from mockserver.trial.scene import Choice, Scene, Whole
from mockserver.trial.tempo import Tempo

__all__ = ["SurvivesHtmlError"]


class SurvivesHtmlError(Habit):
    """Judges cases in which a page of an edge server came instead of an answer."""

    name = "survives-html-error"
    title = "Takes an HTML error page for a poll that went wrong."
    reason = "Servers before the gateway answer with pages; a client that parses everything as JSON breaks down there."
    source = "ConesaLab/paintomics4#155"
    unjudged = "it never met a page of HTML"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Answer a poll with a page."""
        page = {"on": "query", "when": {"nth": Whole(1, 2)}, "do": "html", "status": Choice(502, 504, 524)}
        return (Scene(title="a poll is answered with a page of HTML", faults=[page], draws=4),)

    def applies(self, evidence: Evidence) -> bool:
        """Judge where nothing but a page or two came in between, and the task ended in time."""
        return settled(evidence, "html", on=("query",))

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Say what it made of it."""
        yield from lost_task(self, evidence, "a page of HTML")

"""``task-errors``: the codes of failed tasks."""

from collections.abc import Iterator

from contracts import api
from mockserver.evidence.clause import Clause, Sighting
from mockserver.evidence.recording import Recording
from mockserver.evidence.shape import shown_value
from validator import Readings

__all__ = ["TaskErrors"]

_OTHERS = "task-error:#others"


class TaskErrors:
    """Each documented code of a failed task, and that there are no others."""

    title = "Errors of failed tasks"

    def clauses(self, readings: Readings) -> Iterator[Clause]:
        """Yield the clauses."""
        for one in api().task_errors.values():
            yield Clause(f"task-error:{one.code}", f"a task can fail with {one.code}", str(one.source), one.standing)
        source = api().states["failed"].source
        yield Clause(_OTHERS, "a task fails with no other code", str(source), api().states["failed"].standing)

    def sightings(self, recording: Recording, readings: Readings) -> Iterator[Sighting]:
        """Look at each failed task once."""
        for story in recording.tasks.values():
            sight = story.ended()
            error = sight.task.get("error") if sight is not None and sight.status == "failed" else None
            code = error.get("code") if isinstance(error, dict) else None
            if sight is None or not isinstance(code, str):
                continue
            if code in api().task_errors:
                yield Sighting(clause=f"task-error:{code}", exchange=sight.exchange, holds=True)
            else:
                yield Sighting(clause=_OTHERS, exchange=sight.exchange, holds=False, seen=f"code {shown_value(code)}")

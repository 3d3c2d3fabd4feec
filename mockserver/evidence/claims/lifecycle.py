"""``lifecycle``: how a task goes from state to state, and what stays the same on its way."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from contracts import api
from mockserver.evidence.clause import Clause, Sighting
from mockserver.evidence.recording import Recording, Sight, TaskStory
from mockserver.evidence.shape import is_type, shown_value
from validator import Readings

__all__ = ["Lifecycle"]

_RANK = {"pending": 0, "processing": 1}
_END = 2
_SAME = ("id", "created", "model", "object", "type")
_OK = 200


class Lifecycle:
    """The course of a task."""

    title = "The course of tasks"

    def clauses(self, readings: Readings) -> Iterator[Clause]:
        """Yield the clauses."""
        states = api().states
        source, standing = str(states["pending"].source), states["pending"].standing
        yield Clause(
            "task:order", "a task goes from pending to processing to its end, and never back", source, standing
        )
        yield Clause("task:progress", "progress never falls while a task runs", source, standing)
        for state in states.values():
            if state.progress is not None:
                says = f"a {state.name} task has progress {state.progress}"
                yield Clause(f"task:progress/{state.name}", says, str(state.source), state.standing)
        for name in _SAME:
            yield Clause(f"task:same/{name}", f"{name} of a task stays the same", source, standing)
        link = str(api().routes["create"].source)
        yield Clause("task:link", "a result link works for 24 hours", link, "documented")

    def sightings(self, recording: Recording, readings: Readings) -> Iterator[Sighting]:
        """Follow each task."""
        for story in recording.tasks.values():
            for sight in story.sights:
                yield from _in_state(sight)
            for before, after in pairwise(story.sights):
                yield from _step(before, after)
            yield from _identity(story)
            yield from _downloads(story)


def _in_state(sight: Sight) -> Iterator[Sighting]:
    state = api().states.get(str(sight.status))
    progress = sight.task.get("progress")
    if state is not None and state.progress is not None and is_type(progress, "integer"):
        holds = progress == state.progress
        seen = "" if holds else f"progress is {progress} while {state.name}"
        yield Sighting(clause=f"task:progress/{state.name}", exchange=sight.exchange, holds=holds, seen=seen)


def _step(before: Sight, after: Sight) -> Iterator[Sighting]:
    states = api().states
    if before.status not in states or after.status not in states:
        return
    first, then = (_RANK.get(str(one.status), _END) for one in (before, after))
    holds = then > first or before.status == after.status
    seen = "" if holds else f"{after.status} after {before.status}"
    yield Sighting(clause="task:order", exchange=after.exchange, holds=holds, seen=seen)
    old, new = before.task.get("progress"), after.task.get("progress")
    if before.status == after.status == "processing" and isinstance(old, int) and isinstance(new, int):
        seen = "" if new >= old else f"progress {new} after {old}"
        yield Sighting(clause="task:progress", exchange=after.exchange, holds=new >= old, seen=seen)


def _identity(story: TaskStory) -> Iterator[Sighting]:
    first = story.creation.shown if story.creation else (story.sights[0].task if story.sights else {})
    for sight in story.sights:
        if sight.exchange is story.creation:
            continue
        for name in _SAME:
            known = story.id if name == "id" else first.get(name)
            if known is not None and sight.task.get(name) is not None:
                holds = sight.task[name] == known
                seen = "" if holds else f"{name} is {shown_value(sight.task[name])}, and was {shown_value(known)}"
                yield Sighting(clause=f"task:same/{name}", exchange=sight.exchange, holds=holds, seen=seen)


def _downloads(story: TaskStory) -> Iterator[Sighting]:
    ended = story.ended()
    since = _created(story)
    for one in story.downloads:
        if ended is None or not one.status or one.at is None or since is None:
            continue
        young = one.at - since < api().lifetimes["result_link"]
        if young or one.good:
            holds = one.status in range(200, 400)
            seen = "" if holds else f"status {one.status} within its 24 hours"
            if young:
                yield Sighting(clause="task:link", exchange=one, holds=holds, seen=seen)


def _created(story: TaskStory) -> datetime | None:
    """Return when the task was made, which is before its link was."""
    return story.creation.at if story.creation else None

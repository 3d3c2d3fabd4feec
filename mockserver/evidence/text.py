"""What evidence says, as text and as JSON."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from contracts import disputes
from mockserver.evidence.intake import FileReport
from mockserver.evidence.recording import TaskStory
from mockserver.evidence.weigh import Evidence

__all__ = ["as_dict", "as_text", "read_counts", "story_line"]

_STATES = ("confirmed", "contradicted", "never seen")
_SHOWN = 3


def as_text(evidence: Evidence) -> Iterator[str]:
    """Yield the lines of the report: the files, how much is proven, what is not true, and the readings."""
    for report in evidence.files:
        yield from _file(report)
    yield f"{'':22} {_STATES[0]:>9} {_STATES[1]:>12} {_STATES[2]:>10}"
    for kind, _, found in evidence.by_kind():
        counts = Counter(finding.status for finding in found)
        yield f"{kind:22} " + " ".join(f"{counts[state]:>{len(state)}}" for state in _STATES)
    for finding in evidence.contradicted:
        clause = finding.clause
        yield f"contradicted {clause.id}: {_times(finding.contradicted)}, confirmed {_times(finding.confirmed)}"
        yield f"  the contract: {clause.says} [{clause.source}; {clause.standing}]"
        for one, seen in finding.against[:_SHOWN]:
            yield f"  {one.where}: {seen}"
        if finding.contradicted > _SHOWN:
            yield f"  and {finding.contradicted - _SHOWN} more"
    supported = list(evidence.supported())
    if supported:
        yield "readings that the evidence supports"
    for dispute, taken, counts in supported:
        yield f"  {dispute}: {read_counts(dispute, taken, counts)}"


def read_counts(dispute: str, taken: str, counts: Counter[str]) -> str:
    """Write how often each reading was seen: ``404 (taken) seen 3 times; 403, 410 never``."""
    called = {name: f"{name} (taken)" if name == taken else name for name in disputes()[dispute].readings}
    seen = [f"{called[name]} seen {_times(number)}" for name, number in counts.most_common()]
    never = [said for name, said in called.items() if not counts[name]]
    return "; ".join([*seen, *([f"{', '.join(never)} never"] if never else [])])


def story_line(story: TaskStory) -> str:
    """Tell one task in a line: the entries that made it, asked for it, fetched it."""
    made = f"created by entry {story.creation.number}" if story.creation else "created outside the recording"
    parts = [made]
    for word, found in (("retry of", story.retries), ("replayed by", story.replays)):
        if found:
            parts.append(f"{word} {_entries([one.number for one in found])}")
    polls = [sight.exchange.number for sight in story.sights if sight.exchange.operation in {"query", "batch"}]
    if polls:
        parts.append(f"{len(polls)} polls ({_entries(polls)})")
    ended = story.ended()
    parts.append(str(ended.status) if ended else "no end seen")
    for word, found in (("downloaded by", story.downloads), ("callback in", story.callbacks)):
        if found:
            parts.append(f"{word} {_entries([one.number for one in found])}")
    return f"{story.id}: {', '.join(parts)}"


def as_dict(evidence: Evidence) -> dict[str, Any]:
    """Return the JSON form."""
    found = list(evidence.findings.values())
    counts = Counter(finding.status for finding in found)
    return {
        "files": [_file_dict(report) for report in evidence.files],
        "summary": {state.replace(" ", "_"): counts[state] for state in _STATES},
        "readings": {
            dispute: {"taken": taken, "seen": {name: counts[name] for name in disputes()[dispute].readings}}
            for dispute, taken, counts in evidence.supported()
        },
        "clauses": [finding.to_dict() for finding in found],
        "tasks": [_task(story) for story in evidence.stories()],
    }


def _file(report: FileReport) -> Iterator[str]:
    yield (
        f"{report.file}: {_count(report.entries)}, {report.used} of the gateway, {report.ignored} of others, "
        f"{report.unreadable} unreadable"
    )
    for number, problem in report.problems:
        yield f"  entry {number}: {problem}"


def _file_dict(report: FileReport) -> dict[str, Any]:
    return {
        "file": report.file,
        "entries": report.entries,
        "used": report.used,
        "ignored": report.ignored,
        "unreadable": report.unreadable,
        "problems": [{"entry": number, "problem": problem} for number, problem in report.problems],
    }


def _task(story: TaskStory) -> dict[str, Any]:
    ended = story.ended()
    return {
        "id": story.id,
        "created_by": story.creation.number if story.creation else None,
        "retries": [one.number for one in story.retries],
        "replays": [one.number for one in story.replays],
        "polls": [sight.exchange.number for sight in story.sights if sight.exchange.operation in {"query", "batch"}],
        "ended_as": str(ended.status) if ended else None,
        "downloads": [one.number for one in story.downloads],
        "callbacks": [one.number for one in story.callbacks],
    }


def _entries(numbers: list[int]) -> str:
    word = "entry" if len(numbers) == 1 else "entries"
    shown = ", ".join(map(str, numbers[:8]))
    return f"{word} {shown}" + (", ..." if len(numbers) > 8 else "")  # noqa: PLR2004 - as many as one can take in


def _count(entries: int) -> str:
    return "1 entry" if entries == 1 else f"{entries} entries"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"

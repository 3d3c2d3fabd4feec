"""``markdown``: a summary for the page of a CI job."""

from collections.abc import Iterator

from mockserver.cli.trial.told import Told, sentence
from mockserver.trial import Conviction
from mockserver.trial.report import BROKEN
from mockserver.trial.story import story

__all__ = ["markdown"]


def markdown(told: Told) -> Iterator[str]:
    """Write a table of the habits, and the story of each that is broken."""
    report = told.report
    yield f"## {_cell(report.subject)}: {'acquitted' if report.acquitted else 'convicted'}"
    yield ""
    yield f"{report.cases} cases in {report.seconds:.1f} s, {report.tempo} time, seed {report.seed}."
    yield ""
    yield "| Habit | Verdict | Cases | |"
    yield "|---|---|---|---|"
    for verdict in report.verdicts:
        state = "expected" if verdict.expected else f"**{verdict.state}**" if verdict.state == BROKEN else verdict.state
        said = verdict.expected or verdict.reason or sentence(verdict)
        yield f"| `{verdict.habit}` | {state} | {verdict.cases} | {_cell(said)} |"
    for habit in report.stale:
        yield f"| `{habit}` | **stale** | | expected to be broken, and is not |"
    for name, conviction in _stories(told):
        yield ""
        yield f"<details><summary>{name}</summary>"
        yield ""
        yield "```text"
        yield from (line.replace("```", "'''") for line in story(conviction.evidence))
        yield from ([told.replay(name) or ""] if told.replay(name) else [])
        yield "```"
        yield "</details>"
    if report.depends_on is not None:
        yield ""
        yield "Passes under every reading." if report.robust else "Depends on readings:"
        yield from (f"- `{name}`: {', '.join(habits)}" for name, habits in report.depends_on.items())


def _stories(told: Told) -> Iterator[tuple[str, Conviction]]:
    for verdict in told.report.verdicts:
        if verdict.conviction is not None and not verdict.expected:
            yield verdict.habit, verdict.conviction
    for fall in told.report.falls:
        yield "fall", fall


def _cell(text: str) -> str:
    for letter, written in (("&", "&amp;"), ("<", "&lt;"), ("|", "\\|"), ("\n", " "), ("\r", " ")):
        text = text.replace(letter, written)
    return text

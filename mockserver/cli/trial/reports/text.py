"""``text``: for people. What is kept in a line, what is broken with its story."""

from collections.abc import Iterator

from mockserver.cli.printable import printable
from mockserver.cli.trial.told import Told
from mockserver.core.money import text as money
from mockserver.trial import Conviction, Report, Verdict
from mockserver.trial.etiquette import Etiquette
from mockserver.trial.habits import HABITS
from mockserver.trial.report import BROKEN, KEPT
from mockserver.trial.story import story

__all__ = ["text"]

_MARKS = {KEPT: "ok", BROKEN: "BROKEN"}
_WIDTH = max(map(len, HABITS)) + 2


def text(told: Told) -> Iterator[str]:
    """Tell the report."""
    report = told.report
    for verdict in report.verdicts:
        yield from _verdict(verdict, told)
    for fall in report.falls:
        yield "FALL"
        yield from _conviction(fall, told.replay(None))
    yield from (f"STALE   {habit}: expected to be broken, and is not" for habit in report.stale)
    yield ""
    yield from _etiquette(report.etiquette)
    yield from _readings(report)
    yield _summary(report)


def _verdict(verdict: Verdict, told: Told) -> Iterator[str]:
    cases = "1 case" if verdict.cases == 1 else f"{verdict.cases} cases"
    shown = f"not judged: {verdict.reason}" if verdict.reason else cases
    mark = "expected" if verdict.expected else _MARKS.get(verdict.state, "--")
    yield f"{mark:8}{verdict.habit:{_WIDTH}}{shown}"
    if verdict.expected:
        yield f"{'':8}{printable(verdict.expected)}"
    elif verdict.conviction is not None:
        habit = HABITS[verdict.habit]
        yield f"{'':8}{habit.title}"
        yield f"{'':8}Why: {habit.reason}"
        yield f"{'':8}Source: {habit.source}"
        yield from _conviction(verdict.conviction, told.replay(verdict.habit))


def _conviction(conviction: Conviction, replay: str | None) -> Iterator[str]:
    for finding in conviction.findings:
        where = f" (call {', '.join(f'#{number}' for number in finding.calls)})" if finding.calls else ""
        yield f"{'':8}Found: {printable(finding.message)}{where}"
    if conviction.wasted:
        yield f"{'':8}Wasted: {money(conviction.wasted)} credits"
    yield from (f"{'':10}{printable(line)}" for line in story(conviction.evidence))
    if conviction.fall is not None and conviction.fall.output.strip():
        yield f"{'':8}It wrote to stderr:"
        yield from (f"{'':10}{printable(line)}" for line in conviction.fall.output.splitlines()[-10:])
    if replay is not None:
        yield f"{'':8}Again: {replay}"


def _etiquette(etiquette: Etiquette) -> Iterator[str]:
    if not etiquette.tasks:
        return
    gaps = ""
    if etiquette.longest_gap is not None:
        gaps = f", {etiquette.shortest_gap:g} to {etiquette.longest_gap:g} s apart (told: {etiquette.told:g} s)"
    yield f"Etiquette: {etiquette.fewest_polls} to {etiquette.most_polls} polls a task{gaps}"


def _readings(report: Report) -> Iterator[str]:
    if report.depends_on is None:
        return
    yield "Robust: it passes under every reading" if report.robust else "Not robust: not the same under every reading"
    for name, habits in report.depends_on.items():
        yield f"  {name}: {', '.join(habits)}"


def _summary(report: Report) -> str:
    played = "1 case" if report.cases == 1 else f"{report.cases} cases"
    counted = f"{played} in {report.seconds:.1f} s, {report.tempo} time, seed {report.seed}"
    word = "acquitted" if report.acquitted else "convicted"
    lacks = f" of {', '.join(report.broken)}" if report.broken and not report.acquitted else ""
    return f"{printable(report.subject)}: {word}{lacks} ({counted})"

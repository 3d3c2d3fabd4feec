"""``klingmock trial --score``: the trial's own score, printed as a table."""

import os

import click

from mockserver.cli.output import write_json
from mockserver.trial.score import Mark, score

__all__ = ["tell_score"]


def tell_score(seeds: int, form: str) -> int:
    """Try the shipped clients in so many runs, on every core; return 0 when all were judged right, else 1."""
    marks: list[Mark] = []
    for mark in score(range(seeds), workers=os.cpu_count() or 1):
        marks.append(mark)
        if form != "json":
            click.echo(_line(mark))
    full = all(mark.full for mark in marks)
    if form == "json":
        write_json({"runs": seeds, "full": full, "clients": [mark.to_json() for mark in marks]})
    else:
        _summary(marks)
    return int(not full)


def _line(mark: Mark) -> str:
    wanted = f"lacks {mark.habit}" if mark.habit else "good"
    wrong = f"  {'; '.join(mark.wrong[:3])}" if mark.wrong else ""
    return f"{mark.client:30}{wanted:34}{mark.right:>3}/{mark.runs}  {mark.seconds:>6.1f} s{wrong}"


def _summary(marks: list[Mark]) -> None:
    for word, these in (
        ("good clients acquitted", [mark for mark in marks if mark.habit is None]),
        ("broken clients convicted, each of what it lacks", [mark for mark in marks if mark.habit]),
    ):
        click.echo(f"{sum(mark.full for mark in these)} of {len(these)} {word}, in {these[0].runs} runs each")

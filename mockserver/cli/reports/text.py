"""``text``: for people, one request after the other."""

from collections.abc import Iterator, Sequence

import click

from mockserver.cli.judged import Judged
from mockserver.cli.printable import printable

__all__ = ["text"]

_COLOURS = {"error": "red", "note": "cyan"}


def text(judged: Sequence[Judged], notes: bool) -> Iterator[str]:  # noqa: FBT001 - one signature for all reports
    """
    Write one line per request, and under it each error and note with its pointer, rule, source and dispute.

    What is merely defaulted is told with *notes* only: nearly every request leaves something out.
    """
    for one in judged:
        colour = "green" if one.verdict.valid else "red"
        yield f"{printable(one.place)}: {click.style(one.summary, fg=colour)}"
        for kind, violation in one.remarks(notes=True):
            dim = kind == "note"
            if dim and violation.rule.endswith("/default") and not notes:
                continue
            named = click.style(kind, fg=_COLOURS[kind], dim=dim)
            at = printable(violation.at) or "(request)"
            yield f"  {named} {at}: {click.style(printable(violation.message), dim=dim)}"
            hangs = f"; disputed: {violation.dispute}" if violation.dispute else ""
            yield click.style(f"      {violation.rule} ({violation.source}{hangs})", dim=True)

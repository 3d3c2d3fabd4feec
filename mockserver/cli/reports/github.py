"""``github``: annotations on the lines of a pull request, as workflow commands of GitHub Actions."""

from collections.abc import Iterator, Sequence

from mockserver.cli.judged import Judged

__all__ = ["github"]

_COMMANDS = {"error": "error", "note": "notice"}


def github(judged: Sequence[Judged], notes: bool) -> Iterator[str]:  # noqa: FBT001 - one signature for all reports
    """Write one command per error and note."""
    for one in judged:
        column = "" if one.column is None else f",col={one.column}"
        for kind, violation in one.remarks(notes=notes):
            place = f"file={_property(one.file)},line={one.line_at(violation)}{column}"
            said = f"{violation.at or '(request)'}: {violation.message} ({violation.source})"
            yield f"::{_COMMANDS[kind]} {place},title={_property(violation.rule)}::{_data(said)}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")

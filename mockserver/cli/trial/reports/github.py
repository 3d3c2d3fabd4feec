"""``github``: annotations of a pull request, as workflow commands of GitHub Actions."""

from collections.abc import Iterator

from mockserver.cli.trial.told import Told, sentence
from mockserver.trial.report import BROKEN

__all__ = ["github"]


def github(told: Told) -> Iterator[str]:
    """Write one command per broken habit, fall and stale entry."""
    report = told.report
    for verdict in report.verdicts:
        if verdict.state == BROKEN and not verdict.expected:
            yield _command("error" if verdict.counts else "warning", verdict.habit, sentence(verdict), told)
    for fall in report.falls:
        yield _command("error", "fall", sentence(fall), told)
    for habit in report.stale:
        yield _command("error", habit, "it was expected to be broken, and is not", told)


def _command(level: str, title: str, said: str, told: Told) -> str:
    place = f"file={_property(told.place.file)},line={told.place.line}," if told.place else ""
    return f"::{level} {place}title={_property(title)}::{_data(said)}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")

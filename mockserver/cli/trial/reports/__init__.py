"""
How a trial is reported: one file per format.

To add one, write its file and its line in `REPORTS`. A report is a function that takes a `Told` and yields lines.
"""

from collections.abc import Callable, Iterator, Mapping

from mockserver.cli.trial.reports.github import github
from mockserver.cli.trial.reports.json import json
from mockserver.cli.trial.reports.junit import junit
from mockserver.cli.trial.reports.markdown import markdown
from mockserver.cli.trial.reports.sarif import sarif
from mockserver.cli.trial.reports.text import text
from mockserver.cli.trial.told import Told

__all__ = ["REPORTS"]

REPORTS: Mapping[str, Callable[[Told], Iterator[str]]] = {
    "text": text,
    "json": json,
    "junit": junit,
    "sarif": sarif,
    "github": github,
    "markdown": markdown,
}

"""
How verdicts are reported: one file per format.

To add one, write its file and its line in `REPORTS`. A report is a function that takes the judged
requests and whether to tell notes, and yields the lines of the report.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from mockserver.cli.judged import Judged
from mockserver.cli.reports.github import github
from mockserver.cli.reports.json import json
from mockserver.cli.reports.jsonl import jsonl
from mockserver.cli.reports.junit import junit
from mockserver.cli.reports.sarif import sarif
from mockserver.cli.reports.text import text

__all__ = ["REPORTS", "Report"]

Report = Callable[[Sequence[Judged], bool], Iterator[str]]

REPORTS: Mapping[str, Report] = {
    "text": text,
    "json": json,
    "jsonl": jsonl,
    "sarif": sarif,
    "junit": junit,
    "github": github,
}

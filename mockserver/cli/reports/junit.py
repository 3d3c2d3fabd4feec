"""``junit``: a test case per request, in the XML that CI servers read."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

from mockserver.cli.judged import Judged
from mockserver.cli.printable import for_xml

__all__ = ["junit"]


def junit(judged: Sequence[Judged], notes: bool) -> Iterator[str]:  # noqa: FBT001 - one signature for all reports
    """Write one suite per file; a request with errors is a failure, and notes are its output."""
    root = ET.Element("testsuites", {"name": "klingmock validate"} | _counts(judged))
    for file, group in groupby(judged, key=lambda one: one.file):
        cases = list(group)
        suite = ET.SubElement(root, "testsuite", {"name": for_xml(file)} | _counts(cases))
        for one in cases:
            _case(suite, one, notes=notes)
    ET.indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield ET.tostring(root, encoding="unicode")


def _case(suite: ET.Element, one: Judged, *, notes: bool) -> None:
    name = for_xml(f"line {one.line}: {one.verdict.model or 'no model'}")
    case = ET.SubElement(suite, "testcase", classname=for_xml(one.file), name=name, time="0")
    lines = {"error": "", "note": ""}
    for kind, violation in one.remarks(notes=notes):
        lines[kind] += for_xml(f"{one.place}: {violation} ({violation.source})") + "\n"
    errors = one.verdict.errors
    if errors:
        failure = ET.SubElement(case, "failure", type=errors[0].rule, message=for_xml(one.summary))
        failure.text = lines["error"]
    if lines["note"]:
        ET.SubElement(case, "system-out").text = lines["note"]


def _counts(cases: Sequence[Judged]) -> dict[str, str]:
    failures = sum(not one.verdict.valid for one in cases)
    return {
        "tests": str(len(cases)),
        "failures": str(failures),
        "errors": "0",
        "skipped": "0",
        "time": "0",
    }

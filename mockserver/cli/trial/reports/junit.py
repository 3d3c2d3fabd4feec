"""``junit``: a test case per habit, in the XML that CI servers read."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from mockserver.cli.printable import for_xml
from mockserver.cli.trial.told import Told, sentence
from mockserver.trial import Conviction, Verdict
from mockserver.trial.report import BROKEN, UNJUDGED
from mockserver.trial.story import story

__all__ = ["junit"]


def junit(told: Told) -> Iterator[str]:
    """Write one suite; a broken habit is a failure, one that was not judged or was expected is skipped."""
    report = told.report
    failures = sum(verdict.counts for verdict in report.verdicts) + len(report.stale)
    skipped = sum(verdict.state == UNJUDGED or bool(verdict.expected) for verdict in report.verdicts)
    counts = {
        "tests": str(len(report.verdicts) + len(report.falls) + len(report.stale)),
        "failures": str(failures),
        "errors": str(len(report.falls)),
        "skipped": str(skipped),
        "time": f"{report.seconds:.3f}",
    }
    root = ET.Element("testsuites", {"name": "klingmock trial"} | counts)
    suite = ET.SubElement(root, "testsuite", {"name": for_xml(report.subject)} | counts)
    for verdict in report.verdicts:
        _case(suite, verdict, told)
    for number, fall in enumerate(report.falls, 1):
        case = ET.SubElement(suite, "testcase", classname=for_xml(report.subject), name=f"fall {number}", time="0")
        _tell(ET.SubElement(case, "error", message=for_xml(sentence(fall))), fall, told.replay(None))
    for habit in report.stale:
        case = ET.SubElement(suite, "testcase", classname=for_xml(report.subject), name=f"stale: {habit}", time="0")
        ET.SubElement(case, "failure", message=f"{habit} was expected to be broken, and is not")
    ET.indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield ET.tostring(root, encoding="unicode")


def _case(suite: ET.Element, verdict: Verdict, told: Told) -> None:
    case = ET.SubElement(suite, "testcase", classname=for_xml(told.report.subject), name=verdict.habit, time="0")
    said = for_xml(sentence(verdict))
    if verdict.reason or verdict.expected:
        ET.SubElement(case, "skipped", message=for_xml(verdict.reason or f"expected: {verdict.expected}"))
    elif verdict.counts and verdict.conviction:
        failure = ET.SubElement(case, "failure", type=verdict.habit, message=said)
        _tell(failure, verdict.conviction, told.replay(verdict.habit))
    elif verdict.state == BROKEN:
        ET.SubElement(case, "system-out").text = f"warning: {said}"


def _tell(element: ET.Element, conviction: Conviction, replay: str | None) -> None:
    lines = [finding.message for finding in conviction.findings] + list(story(conviction.evidence))
    element.text = for_xml("\n".join([*lines, *([replay] if replay else [])]))

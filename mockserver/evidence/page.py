"""The page "what is proven and what is not"."""

from collections import Counter
from collections.abc import Iterator

from mockserver.evidence.document import Block, Heading, Paragraph, Table, as_html, as_markdown
from mockserver.evidence.text import read_counts, story_line
from mockserver.evidence.weigh import Evidence, Finding

__all__ = ["page"]

_TITLE = "What is proven and what is not"
_MOST_TASKS = 200


def page(evidence: Evidence, *, form: str) -> str:
    """Write the page as *form*: markdown or html."""
    blocks = list(_blocks(evidence))
    return as_html(blocks, title=_TITLE) if form == "html" else as_markdown(blocks)


def _blocks(evidence: Evidence) -> Iterator[Block]:
    yield Heading(_TITLE, 1)
    for report in evidence.files:
        yield Paragraph(
            f"{report.file}: {report.entries} entries, {report.used} of the gateway, {report.unreadable} unreadable."
        )
    yield Table(("Kind", "confirmed", "contradicted", "never seen"), list(_summary(evidence)))
    yield Heading("Contradicted")
    wrong = evidence.contradicted
    if wrong:
        yield Table(("Clause", "The contract says", "Seen", "Where", "Source"), list(_contradictions(wrong)))
    else:
        yield Paragraph("Nothing.")
    yield Heading("Readings that the evidence supports")
    readings = [(dispute, read_counts(dispute, taken, counts)) for dispute, taken, counts in evidence.supported()]
    yield Table(("Dispute", "Seen"), readings) if readings else Paragraph("Nothing tells readings apart.")
    for _, title, found in evidence.by_kind():
        proven = [one for one in found if one.confirmed and not one.contradicted]
        unseen = [one for one in found if one.status == "never seen"]
        yield Heading(f"{title}: {len(proven)} proven, {len(unseen)} not")
        if proven:
            heads = ("Proven", "The contract says", "times", "Standing", "Source")
            yield Table(heads, [(*_clause(one), str(one.confirmed), *_place(one)) for one in proven])
        if unseen:
            yield Table(
                ("Never seen", "The contract says", "Standing", "Source"),
                [(*_clause(one), *_place(one)) for one in unseen],
            )
    yield Heading("Tasks")
    stories = [story_line(story) for story in evidence.stories()]
    yield Table(("Task",), [(line,) for line in stories[:_MOST_TASKS]]) if stories else Paragraph("None.")
    if len(stories) > _MOST_TASKS:
        yield Paragraph(f"And {len(stories) - _MOST_TASKS} more.")


def _summary(evidence: Evidence) -> Iterator[tuple[str, ...]]:
    for _, title, found in evidence.by_kind():
        counts = Counter(finding.status for finding in found)
        yield title, str(counts["confirmed"]), str(counts["contradicted"]), str(counts["never seen"])


def _contradictions(wrong: list[Finding]) -> Iterator[tuple[str, ...]]:
    for finding in wrong:
        clause = finding.clause
        for one, seen in finding.against:
            yield clause.id, clause.says, seen, one.where, f"{clause.source}; {clause.standing}"


def _clause(finding: Finding) -> tuple[str, str]:
    return finding.clause.id, finding.clause.says


def _place(finding: Finding) -> tuple[str, str]:
    return finding.clause.standing, finding.clause.source

"""A plain document of headings, paragraphs and tables, written as Markdown or as HTML that needs nothing else."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Block", "Heading", "Paragraph", "Table", "as_html", "as_markdown"]

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
    "main{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{border:1px solid #8888;"
    "padding:.3rem .5rem;text-align:left;vertical-align:top}th{background:#8882;white-space:nowrap}"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first or second level."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heads."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Heading | Paragraph | Table


def as_markdown(blocks: Iterable[Block]) -> str:
    """Write Markdown; nothing in a text has a meaning there."""
    return "\n\n".join("\n".join(_markdown(block)) for block in blocks) + "\n"


def as_html(blocks: Iterable[Block], *, title: str) -> str:
    """Write one HTML page without scripts, styles or pictures of others."""
    body = "\n".join(line for block in blocks for line in _html(block))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        "</body>\n</html>\n"
    )


def _markdown(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * block.level} {_plain(block.text)}"
    elif isinstance(block, Paragraph):
        yield _plain(block.text)
    else:
        yield f"| {' | '.join(map(_plain, block.heads))} |"
        yield f"|{' --- |' * len(block.heads)}"
        yield from (f"| {' | '.join(map(_plain, row))} |" for row in block.rows)


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|~$])", r"\\\1", " ".join(text.split()))


def _html(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"<h{block.level}>{html.escape(block.text)}</h{block.level}>"
    elif isinstance(block, Paragraph):
        yield f"<p>{html.escape(block.text)}</p>"
    else:
        yield "<table>"
        heads = "".join(f'<th scope="col">{html.escape(head)}</th>' for head in block.heads)
        yield f"<thead><tr>{heads}</tr></thead>"
        yield "<tbody>"
        for row in block.rows:
            yield f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>"
        yield "</tbody>"
        yield "</table>"

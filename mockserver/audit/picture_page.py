"""The picture of an audit: spend over time and the rules that are broken most, as a page that needs nothing else."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape

from mockserver.audit.bars import Bar, broken_most, heading, spend
from mockserver.audit.summary import Summary

__all__ = ["page"]

_WIDE, _ROW, _LABEL = 900, 24, 320

_STYLE = """
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; }
body { color: #1c2430; background: #fbfbf9; }
svg { width: 100%; height: auto; }
text { font: 13px system-ui, sans-serif; fill: currentColor; }
rect { fill: #1d4f91; }
@media (prefers-color-scheme: dark) {
  body { color: #e6e9ee; background: #12161c; }
  rect { fill: #8ab8ff; }
}
"""


def page(summary: Summary) -> bytes:
    """Draw a summary as an HTML page."""
    written = "\n".join(
        (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>klingmock audit</title>',
            f"<style>{_STYLE}</style></head><body><h1>Audit</h1><p>{heading(summary)}.</p>",
            *_chart(*spend(summary)),
            *_chart(*broken_most(summary)),
            "</body></html>",
        )
    )
    return written.encode()


def _chart(title: str, bars: Sequence[Bar]) -> Iterator[str]:
    if not bars:
        return
    most = max(bar.length for bar in bars) or Decimal(1)
    height = len(bars) * _ROW
    yield f"<h2>{escape(title)}</h2>"
    yield f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {_WIDE} {height}">'
    for number, (name, length, said) in enumerate(bars):
        y, wide = number * _ROW, int((_WIDE - _LABEL - 160) * length / most)
        yield f'<text x="{_LABEL - 8}" y="{y + 17}" text-anchor="end">{escape(name[:60])}</text>'
        yield f'<rect x="{_LABEL}" y="{y + 4}" width="{max(wide, 1)}" height="16" rx="2"></rect>'
        yield f'<text x="{_LABEL + max(wide, 1) + 8}" y="{y + 17}">{escape(said)}</text>'
    yield "</svg>"

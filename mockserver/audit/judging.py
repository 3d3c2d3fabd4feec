"""Judges the rows of one piece, and adds them up."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from mockserver.audit.reconciling import explain
from mockserver.audit.row import Broken, Judged, Row
from mockserver.audit.summary import Count, Summary
from mockserver.core.money import text
from validator import Readings, check

__all__ = ["add_up"]

_OPTIONS = ("quality", "sound")


def add_up(
    rows: Iterable[Row | Broken], *, file: str, readings: Readings, note: Callable[[Judged], object] | None = None
) -> Summary:
    """Judge and price rows; *note* is given the verdict on each."""
    summary = Summary()
    for row in rows:
        if isinstance(row, Broken):
            summary.quote(file, row)
        else:
            _judge(row, summary, file, readings, note)
    return summary


def _judge(row: Row, summary: Summary, file: str, readings: Readings, note: Callable[[Judged], object] | None) -> None:
    request = row.request
    verdict = check(request, readings=readings, decoded=True)
    quote = verdict.quote
    credits_ = None if quote is None else quote.credits
    _count(summary, row, verdict.model, credits_)
    for rule in {error.rule for error in verdict.errors}:
        summary.rules[rule] = summary.rules.get(rule, 0) + 1
    because = "" if row.used is None else _reconcile(summary, row, credits_, row.used, readings)
    if note is not None:
        difference = None if row.used is None else row.used - (credits_ or Decimal(0))
        note(
            Judged(
                file,
                row.line,
                verdict.model or "",
                quote is not None,
                "" if credits_ is None else text(credits_),
                tuple(dict.fromkeys(error.rule for error in verdict.errors)),
                "" if row.used is None else text(row.used),
                "" if difference is None else text(difference),
                because,
            )
        )


def _count(summary: Summary, row: Row, model: str | None, credits_: Decimal | None) -> None:
    one = Count(1, 0) if credits_ is None else Count(1, 1, credits_)
    summary.total.add(one)
    quality, sound = (_option(row.request, name) for name in _OPTIONS)
    summary.options.setdefault((model or "", quality, sound), Count()).add(one)
    if row.day:
        summary.days.setdefault(row.day, Count()).add(one)
    if row.key:
        summary.keys.setdefault(row.key, Count()).add(one)


def _option(request: Any, name: str) -> str:
    value = request.get(name) if isinstance(request, dict) else None
    return value[:20] if isinstance(value, str) else ""


def _reconcile(summary: Summary, row: Row, credits_: Decimal | None, used: Decimal, readings: Readings) -> str:
    summary.charged += 1
    summary.used += used
    summary.priced += credits_ or Decimal(0)
    because = explain(row.request, priced=credits_, used=used, readings=readings)
    if because:
        summary.differing += 1
        summary.because[because] = summary.because.get(because, 0) + 1
    return because

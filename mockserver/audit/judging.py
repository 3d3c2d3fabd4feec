"""Judges the rows of one piece, and adds them up."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from mockserver.audit.reconciling import explain
from mockserver.audit.row import Broken, Judged, Row
from mockserver.audit.summary import Count, Summary
from mockserver.core.money import text
from validator import Outcome, Outcomes, Readings

__all__ = ["add_up"]

_OPTIONS = ("quality", "sound")
_LONGEST_OPTION = 20

_Counted = tuple[Outcome, str, str]
"""What is counted together: the outcome, the day and the key."""


def add_up(
    rows: Iterable[Row | Broken], *, file: str, readings: Readings, note: Callable[[Judged], object] | None = None
) -> Summary:
    """Judge and price rows; *note* is given the verdict on each."""
    summary = Summary()
    judge = _outcomes(readings).of
    tally: dict[_Counted, int] = {}
    options: dict[Outcome, tuple[str, str]] = {}
    for row in rows:
        if isinstance(row, Broken):
            summary.quote(file, row)
            continue
        outcome = judge(row.request)
        counted = (outcome, row.day, row.key)
        if counted in tally:
            tally[counted] += 1
        else:
            tally[counted] = 1
            options[outcome] = _options(row.request)
        if row.used is not None or note is not None:
            because = "" if row.used is None else _reconcile(summary, row, outcome.credits, row.used, readings)
            if note is not None:
                note(_judged(file, row, outcome, because))
    for counted, number in tally.items():
        _count(summary, counted, options[counted[0]], number)
    return summary


@lru_cache(maxsize=8)
def _outcomes(readings: Readings) -> Outcomes:
    """Remember outcomes from one piece to the next."""
    return Outcomes(readings)


def _count(summary: Summary, counted: _Counted, option: tuple[str, str], number: int) -> None:
    outcome, day, key = counted
    price = outcome.credits
    many = Count(number, 0) if price is None else Count(number, number, price * number)
    summary.total.add(many)
    summary.options.setdefault((outcome.model or "", *option), Count()).add(many)
    if day:
        summary.days.setdefault(day, Count()).add(many)
    if key:
        summary.keys.setdefault(key, Count()).add(many)
    for rule in outcome.rules:
        summary.rules[rule] = summary.rules.get(rule, 0) + number


def _options(request: Any) -> tuple[str, str]:
    """Return quality and sound, as they are sent; they are the same in all requests that are alike."""
    quality, sound = (request.get(name) if isinstance(request, dict) else None for name in _OPTIONS)
    return _option(quality), _option(sound)


def _option(value: object) -> str:
    return value[:_LONGEST_OPTION] if isinstance(value, str) else ""


def _judged(file: str, row: Row, outcome: Outcome, because: str) -> Judged:
    price, used = outcome.credits, row.used
    return Judged(
        file,
        row.line,
        outcome.model or "",
        price is not None,
        "" if price is None else text(price),
        outcome.rules,
        "" if used is None else text(used),
        "" if used is None else text(used - (price or Decimal(0))),
        because,
    )


def _reconcile(summary: Summary, row: Row, price: Decimal | None, used: Decimal, readings: Readings) -> str:
    summary.charged += 1
    summary.used += used
    summary.priced += price or Decimal(0)
    because = explain(row.request, priced=price, used=used, readings=readings)
    if because:
        summary.differing += 1
        summary.because[because] = summary.because.get(because, 0) + 1
    return because

"""Lengths of time as people write them: ``90s``, ``2m``, ``24h``, ``1h30m``, ``250ms``."""

import re
from datetime import timedelta
from decimal import Decimal

__all__ = [
    "LONGEST",
    "LONGEST_TEXT",
    "MICROSECOND",
    "SPAN_PATTERN",
    "SpanError",
    "format_span",
    "microseconds",
    "parse_span",
]

MICROSECOND = timedelta(microseconds=1)

LONGEST = timedelta(days=36_500)
"""No span is longer, so that adding a few to a date stays within the calendar."""

_UNITS = {
    "d": 86_400_000_000,
    "h": 3_600_000_000,
    "m": 60_000_000,
    "s": 1_000_000,
    "ms": 1_000,
    "us": 1,
}
_PART = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,18})?)(ms|us|[dhms])")
SPAN_PATTERN = rf"(?:{_PART.pattern})+"
"""A length of time as a regular expression; ``0`` is one as well."""

LONGEST_TEXT = 64
_WHOLE = re.compile(SPAN_PATTERN)


class SpanError(ValueError):
    """A text is not a length of time."""


def parse_span(text: str) -> timedelta:
    """
    Read a length of time.

    Args:
        text: Numbers with the units d, h, m, s, ms or us, one after the other; or ``0``.

    Raises:
        SpanError: The text is not one, is negative, or is longer than 100 years.

    >>> parse_span("1h30m")
    datetime.timedelta(seconds=5400)
    """
    if text == "0":
        return timedelta()
    if len(text) > LONGEST_TEXT or _WHOLE.fullmatch(text) is None:
        raise SpanError(
            f"{text[:LONGEST_TEXT]!r} is not a length of time; write for example 90s, 2m, 24h, 1h30m, 250ms or 0"
        )
    total = sum(Decimal(amount) * _UNITS[unit] for amount, unit in _PART.findall(text))
    if total > microseconds(LONGEST):
        raise SpanError(f"{text!r} is longer than the {LONGEST.days} days a span may last")
    return timedelta(microseconds=int(total))


def format_span(span: timedelta) -> str:
    """
    Write *span* so that `parse_span` reads the same back.

    >>> format_span(timedelta(seconds=5400))
    '1h30m'
    """
    left = microseconds(span)
    parts = []
    for unit, size in _UNITS.items():
        amount, left = divmod(left, size)
        if amount:
            parts.append(f"{amount}{unit}")
    return "".join(parts) or "0"


def microseconds(span: timedelta) -> int:
    """Count the whole microseconds of *span*."""
    return span // MICROSECOND

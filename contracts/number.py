"""Exact numbers, and no others: for the files here, and for whoever counts money that was written as JSON."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

__all__ = ["exact"]

# Powers of ten, as far as a double goes and with it JSON in most languages; written out, others fill the memory.
_SMALLEST, _LARGEST = -324, 308
_QUOTED = 40


def exact(text: str) -> Decimal:
    """
    Read a number.

    Raises:
        ValueError: It is none, is not finite, or is too large or too small to be counted with.

    >>> exact("5.40")
    Decimal('5.40')
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not _SMALLEST <= number.adjusted() <= _LARGEST:
        raise ValueError(f"{text[:_QUOTED]} is no number that can be counted with")
    return number

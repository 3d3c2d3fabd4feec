"""Whole numbers in JSON, where 5 and 5.0 are the same number (JSON Schema 2020-12, Validation, 6.1.1)."""

from decimal import Decimal

__all__ = ["whole"]

_MOST_DIGITS = 20


def whole(value: object) -> int | None:
    """
    Return a number without a fraction as an int, however it was written; None for anything else.

    >>> [whole(value) for value in (5, 5.0, Decimal("5e0"), 5.5, True, "5")]
    [5, 5, 5, None, None, None]
    """
    if type(value) is int:
        return value
    # A Decimal may have an exponent that no memory could write out; no bound of ours has so many digits.
    if isinstance(value, float | Decimal) and abs(value) < 10**_MOST_DIGITS and value == int(value):
        return int(value)
    return None

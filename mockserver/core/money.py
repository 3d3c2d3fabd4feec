"""Credits on the wire: exact JSON numbers in the API's answers, text in ours."""

from decimal import Decimal, InvalidOperation

__all__ = ["MoneyError", "number", "parse_money", "text"]

_MOST = Decimal(10) ** 15
_LONGEST_TEXT = 40
_PLACES = -12


class MoneyError(ValueError):
    """A text is not an amount of credits."""


def number(amount: Decimal) -> Decimal:
    """Write *amount* without exponent or closing zeros: 36.0180 is 36.018, 27 is 27."""
    return Decimal(text(amount))


def text(amount: Decimal) -> str:
    """
    Write *amount* without exponent or closing zeros.

    >>> text(Decimal("270.00"))
    '270'
    """
    plain = format(amount, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def parse_money(value: object) -> Decimal:
    """
    Read an amount of credits from text; a float would not be exact.

    Raises:
        MoneyError: It is not a plain decimal number from 0 to 10^15 with up to 12 places.
    """
    try:
        amount = Decimal(value) if isinstance(value, str) and len(value) <= _LONGEST_TEXT else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite() or not 0 <= amount <= _MOST:
        raise MoneyError('credits are a decimal number in text, from "0" to "1000000000000000"')
    if amount != 0 and amount.normalize().as_tuple().exponent < _PLACES:  # type: ignore[operator] # finite
        raise MoneyError("credits have at most 12 decimal places")
    return abs(amount)

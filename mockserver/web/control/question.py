"""Reads the query parameters of the control routes."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from mockserver.core.problem import UnprocessableError

__all__ = ["NUMBER", "read_number", "read_option", "read_value"]

_NUMBER = re.compile(r"[0-9]{1,9}")
_HIGHEST = 999_999_999
_Value = TypeVar("_Value")

NUMBER = {"type": "integer", "minimum": 0, "maximum": _HIGHEST}
"""What `read_number` reads, as JSON Schema."""


def read_number(query: Mapping[str, str], name: str, *, most: int | None = None) -> int | None:
    """
    Read a whole number, capped at *most*; None when it was not sent.

    Raises:
        UnprocessableError: It is none, or has more than nine digits.
    """
    value = query.get(name)
    if value is None:
        return None
    if _NUMBER.fullmatch(value) is None:
        raise UnprocessableError(f"{name} is a whole number", errors=[(f"?{name}", "no number")])
    return int(value) if most is None else min(int(value), most)


def read_option(query: Mapping[str, str], name: str, options: tuple[str, ...]) -> str:
    """
    Read one of *options*; the first when it was not sent.

    Raises:
        UnprocessableError: It is none of them.
    """
    value = query.get(name, options[0])
    if value not in options:
        raise UnprocessableError(f"{name} is {' or '.join(options)}", errors=[(f"?{name}", "none of these")])
    return value


def read_value(query: Mapping[str, str], name: str, read: Callable[[str], _Value]) -> _Value | None:
    """
    Read a value with *read*; None when it was not sent.

    Raises:
        UnprocessableError: *read* raised a `ValueError`.
    """
    value = query.get(name)
    if value is None:
        return None
    try:
        return read(value)
    except ValueError as error:
        raise UnprocessableError(f"{name}: {error}", errors=[(f"?{name}", str(error))]) from None

"""The settings of faults: each is one field of a frozen value, and says how it is read and what it means."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, field, fields
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from mockserver.core.clock import format_instant
from mockserver.core.faults.fault_error import FaultError, hint
from mockserver.core.span import format_span, parse_span

__all__ = [
    "Reader",
    "count",
    "flag",
    "meanings",
    "number_between",
    "one_of",
    "pointer_to",
    "read_settings",
    "setting",
    "settings_of",
    "share",
    "show_settings",
    "span",
    "text",
]

Reader = Callable[[object], Any]
"""Turns decoded JSON into a value; raises ValueError with a sentence for people."""

_LONGEST_TEXT = 10_000
_MOST = 10**9
_SHARE = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,3})?|[0-9]{1,20}/[0-9]{1,20}")


def setting(read: Reader, meaning: str, *, default: Any = MISSING, name: str = "") -> Any:
    """
    Make a field of a dataclass that is a setting.

    Args:
        read: Reads its JSON.
        meaning: What it means, in a phrase for the docs.
        default: What it is when left out; without one it must be given. None shows as nothing.
        name: What JSON calls it, where that is no name in Python.
    """
    return field(default=default, metadata={"read": read, "meaning": meaning, "name": name})


def settings_of(kind: type[Any]) -> Mapping[str, "Field[Any]"]:
    """Return the settings of a kind by their names in JSON."""
    return {one.metadata["name"] or one.name: one for one in fields(kind)}


def meanings(kind: type[Any]) -> dict[str, str]:
    """Say what each setting of a kind means."""
    return {name: one.metadata["meaning"] for name, one in settings_of(kind).items()}


def read_settings(kind: type[Any], data: Mapping[str, Any], *, at: str = "", known: tuple[str, ...] = ()) -> Any:
    """
    Make a value of *kind*, all of whose fields are settings, of decoded JSON.

    Args:
        kind: A dataclass.
        data: The settings by their names in JSON.
        at: JSON Pointer to *data*.
        known: Further names that stand beside the settings and are read elsewhere.

    Raises:
        FaultError: Something is missing, unknown or wrong; each is named.
    """
    settings, values = settings_of(kind), {}
    errors = [
        (pointer_to(at, name), f"unknown; {hint(name, (*known, *settings))}")
        for name in data
        if name not in settings and name not in known
    ]
    for name, one in settings.items():
        if name not in data:
            if one.default is MISSING:
                errors.append((pointer_to(at, name), f"is missing: {one.metadata['meaning']}"))
            continue
        try:
            values[one.name] = one.metadata["read"](data[name])
        except FaultError as error:
            errors += [(pointer_to(at, name) + deeper, said) for deeper, said in error.errors]
        except ValueError as error:
            errors.append((pointer_to(at, name), str(error)))
    if errors:
        raise FaultError(errors)
    try:
        return kind(**values)
    except ValueError as error:
        raise FaultError([(at, str(error))]) from None


def show_settings(value: Any) -> dict[str, Any]:
    """Write what `read_settings` reads; what is as by default when left out is left out."""
    return dict(_shown_settings(value))


def _shown_settings(value: Any) -> Iterator[tuple[str, Any]]:
    for name, one in settings_of(type(value)).items():
        found = getattr(value, one.name)
        if found != one.default or type(found) is not type(one.default):
            yield name, _shown(found)


def _shown(value: Any) -> Any:
    if isinstance(value, timedelta):
        return format_span(value)
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, Fraction):
        return _shown_share(value)
    return value.to_json() if hasattr(value, "to_json") else value


def _shown_share(value: Fraction) -> Any:
    shown = Decimal(value.numerator) / Decimal(value.denominator)
    # Decimals round at 28 places, and a third has no end.
    return shown if Fraction(shown) == value else str(value)


def pointer_to(at: str, name: str | int) -> str:
    """Go one step down from a JSON Pointer."""
    return f"{at}/{str(name).replace('~', '~0').replace('/', '~1')}"


def span(value: object) -> timedelta:
    """Read a length of time such as ``2s``."""
    if not isinstance(value, str):
        raise ValueError("a length of time is a text such as 250ms, 2s or 5m")  # noqa: TRY004 - all are ValueErrors
    return parse_span(value)


def share(value: object) -> Fraction:
    """Read a share from 0 to 1, exactly as it is written: 0.1 is a tenth."""
    written = "" if isinstance(value, bool) else str(value)
    match = _SHARE.fullmatch(written)
    top, _, bottom = written.partition("/")
    if match is None or bottom.strip("0") == "" != bottom:
        raise ValueError('a share is a number from 0 to 1, such as 0.25 or "1/3"')
    found = Fraction(top) / Fraction(bottom or 1)
    if found > 1:
        raise ValueError("a share is a number from 0 to 1; 1 is always")
    return found


def count(value: object) -> int:
    """Read a whole number from 1."""
    return number_between(1, _MOST)(value)


def number_between(least: int, most: int) -> Callable[[object], int]:
    """Make the reader of a whole number."""

    def read(value: object) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return value

    return read


def flag(value: object) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false")  # noqa: TRY004 - all are ValueErrors
    return value


def text(value: object) -> str:
    """Read a text of up to 10,000 characters."""
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise ValueError(f"must be a text of at most {_LONGEST_TEXT} characters")
    return value


def one_of(*words: str) -> Callable[[object], str]:
    """Make the reader of one of some words."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"{str(value)[:64]!r} is unknown; {hint(value, words)}")
        return value

    return read

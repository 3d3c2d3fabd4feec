"""One row of what is audited: a request with what stands beside it, or why there is none; and the verdict on it."""

from decimal import Decimal
from typing import Any

from msgspec import Struct

from contracts.number import exact

__all__ = ["DAY", "Broken", "Judged", "Row", "row_of"]

DAY = 10
"""Characters of a time that are its day."""

_BESIDE = {"request", "at", "key", "credits_used"}
_LONGEST_QUOTE = 120


class Row(Struct, gc=False):
    """A request; *day* is that of its call, *key* masked, *used* what was charged, as far as they are known."""

    line: int
    request: Any
    day: str = ""
    key: str = ""
    used: Decimal | None = None


class Broken(Struct, gc=False):
    """A line that holds no request: why, and how it begins."""

    line: int
    why: str
    text: str

    @classmethod
    def of(cls, line: int, why: str, text: str) -> "Broken":
        """Quote a line, cut, with nothing in it that a terminal would obey."""
        return cls(line, why, "".join(sign if sign.isprintable() else "\ufffd" for sign in text[:_LONGEST_QUOTE]))


class Judged(Struct, gc=False):
    """The verdict on a row, as outputs write it; money is exact text, *difference* what was charged more."""

    file: str
    line: int
    model: str
    valid: bool
    credits: str
    rules: tuple[str, ...]
    used: str = ""
    difference: str = ""
    because: str = ""


def row_of(line: int, value: Any, *, mask: Any) -> Row | Broken:
    """
    Make a row of what stood on a line: a request, or ``{"request": ..., "at": ..., "key": ..., "credits_used": ...}``.

    *mask* hides a key.
    """
    if not isinstance(value, dict) or "request" not in value or "model" in value:
        return Row(line, value)
    strangers = value.keys() - _BESIDE
    if strangers:
        return Broken.of(line, f"unknown beside the request: {min(strangers)[:64]!r}", "")
    try:
        used = None if value.get("credits_used") is None else exact(str(value["credits_used"]))
    except ValueError:
        return Broken.of(line, "credits_used is no number", str(value["credits_used"]))
    at, key = value.get("at"), value.get("key")
    return Row(
        line,
        value["request"],
        at[:DAY] if isinstance(at, str) else "",
        mask(key) if isinstance(key, str) and key else "",
        used,
    )

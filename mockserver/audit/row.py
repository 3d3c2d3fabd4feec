"""One row of what is audited: a request with what stands beside it, or why there is none; and the verdict on it."""

from decimal import Decimal
from typing import Any

from msgspec import Struct

from contracts.number import exact
from mockserver.core.redaction import mask

__all__ = ["NOTHING_BESIDE", "Beside", "Broken", "Judged", "Row", "beside", "row_of"]

_BESIDE = {"request", "at", "key", "credits_used"}
_DAY = 10
_LONGEST_QUOTE = 120
_LONGEST_KEY = 200
_MOST_REMEMBERED = 16_384

Beside = tuple[str, str]
"""The day of a call and its key, masked; "" where they are not known."""

NOTHING_BESIDE: Beside = ("", "")


class Row(Struct, gc=False):
    """A request; *beside* it are its day and key, *used* is what was charged, as far as they are known."""

    line: int
    request: Any
    beside: Beside = NOTHING_BESIDE
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


def row_of(line: int, value: Any) -> Row | Broken:
    """Make a row of a line: a request, or ``{"request": ..., "at": ..., "key": ..., "credits_used": ...}``."""
    if not isinstance(value, dict) or "request" not in value or "model" in value:
        return Row(line, value)
    strangers = value.keys() - _BESIDE
    if strangers:
        return Broken.of(line, f"unknown beside the request: {min(strangers)[:64]!r}", "")
    try:
        used = None if value.get("credits_used") is None else exact(str(value["credits_used"]))
    except ValueError:
        return Broken.of(line, "credits_used is no number", str(value["credits_used"]))
    return Row(line, value["request"], beside(value.get("at"), value.get("key")), used)


def beside(at: object, key: object) -> Beside:
    """Say what stands beside a request."""
    return at[:_DAY] if isinstance(at, str) else "", _masked[key] if isinstance(key, str) else ""


class _Masked(dict[str, str]):
    """Keys, masked; those of an ordinary length are remembered, but not too many."""

    def __missing__(self, key: str) -> str:
        masked = mask(key) if key else ""
        if len(key) <= _LONGEST_KEY:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[key] = masked
        return masked


_masked = _Masked()

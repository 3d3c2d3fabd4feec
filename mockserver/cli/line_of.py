"""On which line of its text a member of a JSON value stands."""

import json
import re

__all__ = ["line_of"]

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def line_of(text: str, pointer: str) -> int:
    r"""
    Return the line, from 0, on which what *pointer* names begins in *text*, a JSON value.

    A member that is not there is sought as far as the way leads; of equal names the last counts, as
    it does for JSON.

    >>> line_of('{\n "a": [\n  1,\n  2\n ]\n}', "/a/1")
    3
    """
    at = _skip(text, 0)
    line_at = at
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        found = _member(text, at, name) if text[at] == "{" else _item(text, at, name)
        if found is None:
            break
        line_at, at = found
    return text.count("\n", 0, line_at)


def _member(text: str, at: int, name: str) -> tuple[int, int] | None:
    """Return where the member's name and its value begin."""
    found = None
    at = _skip(text, at + 1)
    while text[at] == '"':
        key, end = _DECODER.raw_decode(text, at)
        value = _skip(text, _skip(text, end) + 1)
        if key == name:
            found = at, value
        at = _next(text, value)
    return found


def _item(text: str, at: int, name: str) -> tuple[int, int] | None:
    """Return where the item begins, twice; None where *text* has no such item there."""
    if text[at] != "[" or not name.isdecimal():
        return None
    at = _skip(text, at + 1)
    for _ in range(int(name)):
        if text[at] == "]":
            return None
        at = _next(text, at)
    return None if text[at] == "]" else (at, at)


def _next(text: str, value: int) -> int:
    """Return where the next member or item begins, or the closing bracket."""
    _, end = _DECODER.raw_decode(text, value)
    at = _skip(text, end)
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at

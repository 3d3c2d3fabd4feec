"""Requests out of a file: one JSON value, an array of requests, or JSON Lines. One bad line never hides the others."""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from mockserver.cli.program import CommandError

__all__ = ["STDIN", "BadJson", "Located", "read_requests"]

STDIN = "<stdin>"

_BLANK = re.compile(r"[ \t\r\n]*")
_LINES = (".jsonl", ".ndjson")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class BadJson:
    """Text that is no JSON: why, and at which column from 1."""

    problem: str
    column: int


@dataclass(frozen=True, slots=True)
class Located:
    """
    One value of a file (as messages name it), or what is wrong with it, and the line from 1 where it begins.

    *alone* says that the file is this one value, not JSON Lines or an array of requests. *text* is the
    value as it is written, where that takes several lines; else it is empty.
    """

    file: str
    line: int
    value: Any
    alone: bool
    text: str = ""


_Found = tuple[int, Any, str]  # line, value, text


def read_requests(name: str) -> tuple[Located, ...]:
    """
    Read every request of the file *name*; ``-`` is stdin.

    Raises:
        CommandError: There is no such file, or it cannot be read.
    """
    shown = STDIN if name == "-" else name
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CommandError(f"{shown}: cannot be read: {reason}") from error
    alone, values = _values(data, by_line=name.lower().endswith(_LINES))
    return tuple(Located(shown, line, value, alone, text) for line, value, text in values)


def _values(data: bytes, *, by_line: bool) -> tuple[bool, list[_Found]]:
    """Return whether *data* is one value, and the values."""
    if by_line:
        return False, list(_by_line(data)) or [(1, BadJson("the file is empty", 1), "")]
    whole = list(_whole(data))
    if any(isinstance(value, BadJson) for _, value, _ in whole):
        lines = list(_by_line(data))
        raw = data.split(b"\n")
        # A broken object over several lines is one bad request; only lines that are requests are JSON Lines.
        if any(isinstance(value, dict) and raw[line - 1].startswith(b"{") for line, value, _ in lines):
            return False, lines
    return not data.lstrip().startswith(b"["), whole


def _by_line(data: bytes) -> Iterator[_Found]:
    for number, raw in enumerate(data.split(b"\n"), 1):
        if raw.strip():
            for _, value, _ in _whole(raw, several=False):
                yield number, value, ""


def _whole(data: bytes, *, several: bool = True) -> Iterator[_Found]:
    """Yield the one value of *data*, or the items of its array, each with its line and text."""
    try:
        text = data.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8")) + 1
        yield before.count(b"\n") + 1, BadJson("the text is not UTF-8", column), ""
        return
    start = _skip(text, 0)
    try:
        if several and text[start : start + 1] == "[":
            yield from _items(text, start)
        else:
            yield _line(text, start), _one(text), _kept(text[start:].rstrip())
    except json.JSONDecodeError as error:
        problem = "the file is empty" if start == len(text) else _sentence(error.msg)
        yield error.lineno, BadJson(problem, error.colno), ""
    except RecursionError:
        yield _line(text, start), BadJson("the value is nested too deeply to be read", 1), ""
    except ValueError as error:
        digits = "digits" in str(error)
        problem = "a number has too many digits to be read" if digits else _sentence(str(error))
        yield _line(text, start), BadJson(problem, 1), ""


def _one(text: str) -> Any:
    return json.loads(text, parse_constant=_refuse)


def _items(text: str, start: int) -> list[_Found]:
    """Return the items of the array at *start*, with their lines and texts; nothing but the array may be there."""
    array = _one(text)
    decoder = json.JSONDecoder()
    found = []
    at, counted, line = start + 1, 0, 1
    for item in array:
        begin = _skip(text, at)
        line += text.count("\n", counted, begin)
        counted = begin
        _, end = decoder.raw_decode(text, begin)
        found.append((line, item, _kept(text[begin:end])))
        at = _skip(text, end) + 1
    return found or [(_line(text, start), BadJson("the array holds no request", 1), "")]


def _kept(text: str) -> str:
    return text if "\n" in text else ""


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON value")


def _skip(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _sentence(message: str) -> str:
    return f"this is no JSON: {message}"

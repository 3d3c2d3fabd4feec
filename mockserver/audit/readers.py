"""Reads rows: a line of JSON, an HTTP Archive, an export of the journal."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from contracts.number import exact
from mockserver.audit.errors import AuditError
from mockserver.audit.opening import read_whole
from mockserver.audit.row import Broken, Row, row_of
from mockserver.har import HarError, har_entries

__all__ = ["har_rows", "journal_rows", "read_line"]

_Rows = Iterator[Row | Broken]
_CREATE = "/v1/videos/generations"

_decode = msgspec.json.Decoder().decode
_decode_exactly = msgspec.json.Decoder(float_hook=exact).decode


def read_line(number: int, line: bytes) -> Row | Broken | None:
    """Read a line of JSON, of which *number* counts from 1; None if it is empty."""
    if not line or line.isspace():
        return None
    try:
        value = _decode(line)
        if isinstance(value, dict) and "credits_used" in value:
            value["credits_used"] = _decode_exactly(line)["credits_used"]
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        return Broken.of(number, f"no JSON: {error}", line[:500].decode("utf-8", "replace"))
    return row_of(number, value)


def har_rows(path: Path, file: IO[bytes]) -> _Rows:
    """
    Read an HTTP Archive: the creations in it, with what their tasks were charged.

    Raises:
        AuditError: It is none.
    """
    try:
        entries = har_entries(read_whole(path, file))
    except HarError as error:
        raise AuditError(f"{path}: {error}") from None
    used: dict[str, Any] = {}
    rows: list[tuple[int, dict[str, Any], str | None]] = []
    for number, entry in enumerate(entries, 1):
        try:
            read = entry.read()
            call, answer = read["request"], read.get("response", {})
            body = _json(answer.get("content", {}).get("text"), decode=_decode_exactly)
            task = body.get("id") if isinstance(body, dict) else None
            charged = (body.get("usage") or {}).get("credits_used") if isinstance(body, dict) else None
            if isinstance(task, str) and charged is not None:
                used[task] = charged
            if call["method"] == "POST" and call["url"].partition("?")[0].endswith(_CREATE):
                request = _json((call.get("postData") or {}).get("text"))
                rows.append((number, {"request": request, "at": read.get("startedDateTime")}, task))
        except (HarError, KeyError, TypeError, AttributeError, ValueError) as error:
            yield Broken.of(number, f"an entry cannot be read: {error}", "")
    for number, beside, task in rows:
        yield row_of(number, beside | ({"credits_used": used[task]} if task in used else {}))


def journal_rows(path: Path, file: IO[bytes]) -> _Rows:
    """
    Read an export of the journal: the creations in it.

    Raises:
        AuditError: It is none.
    """
    data = read_whole(path, file)
    try:
        calls = json.loads(data, parse_float=exact)["calls"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise AuditError(f"{path}: is neither JSON Lines nor an export of /_mock/calls") from None
    for number, call in enumerate(calls if isinstance(calls, list) else (), 1):
        if isinstance(call, dict) and call.get("operation") == "create":
            try:
                text = call["request"]["body"]["text"]
            except (KeyError, TypeError, IndexError):
                yield Broken.of(number, "a call has no request with the text of its body", "")
                continue
            yield row_of(number, {"request": _json(text), "at": call.get("at")})


def _json(text: object, *, decode: Callable[[str], Any] = _decode) -> Any:
    try:
        return decode(text) if isinstance(text, str) else None
    except (msgspec.DecodeError, ValueError, RecursionError):
        return text

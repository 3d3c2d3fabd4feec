"""
What can be audited: JSON Lines, CSV, HTTP Archives and exports of the journal.

To add a kind, write its reader and its line in `READERS`: it yields rows of a file.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from contracts import load, model_names
from contracts.number import exact
from mockserver.audit.errors import AuditError
from mockserver.audit.opening import opened
from mockserver.audit.row import Broken, Row, row_of
from mockserver.core.redaction import mask
from mockserver.har import HarError, read_har

__all__ = ["READERS", "kind_of", "read_line"]

_Rows = Iterator[Row | Broken]
_CREATE = "/v1/videos/generations"
_PACKED = {".gz", ".zst"}
_MOST_COLUMNS = 200
_FIELD_LIMIT = 16_777_216

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
    return row_of(number, value, mask=mask)


def _csv(path: Path) -> _Rows:
    """Read a table: columns are parameters, dotted where they are nested, and at, key, credits_used."""
    csv.field_size_limit(_FIELD_LIMIT)
    with opened(path) as raw, io.TextIOWrapper(raw, "utf-8-sig", errors="replace", newline="") as text:
        table = csv.reader(text)
        try:
            names = next(table, [])
        except csv.Error as error:
            raise AuditError(f"{path}: its first line cannot be read: {error}") from None
        _check_columns(path, names)
        while True:
            try:
                fields = next(table, None)
            except csv.Error as error:
                yield Broken.of(table.line_num, f"no row: {error}", "")
                continue
            if fields is None:
                return
            if fields:
                yield _csv_row(table.line_num, names, fields)


def _csv_row(line: int, names: list[str], fields: list[str]) -> Row | Broken:
    if len(fields) != len(names):
        return Broken.of(line, f"{len(fields)} fields, but {len(names)} columns", ",".join(fields))
    request: dict[str, Any] = {}
    beside: dict[str, Any] = {"request": request}
    for name, text in zip(names, fields, strict=True):
        if text == "":
            continue
        if name in {"at", "key", "credits_used"}:
            beside[name] = text
        else:
            _put(request, name.split("."), text)
    return row_of(line, beside, mask=mask)


def _put(request: dict[str, Any], path: list[str], text: str) -> None:
    for step in path[:-1]:
        request = request.setdefault(step, {})
    request[path[-1]] = text if path[-1] in _TEXTS else _value(text)


def _value(text: str) -> Any:
    try:
        return _decode(text)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return text


def _names() -> tuple[frozenset[str], frozenset[str]]:
    known, texts = set(), set()
    for model in model_names():
        for name, parameter in load(model).parameters.items():
            if "[]" not in name:
                known.add(name)
                if parameter.types == ("string",):
                    texts.add(name.rpartition(".")[2])
    return frozenset(known), frozenset(texts)


_COLUMNS, _TEXTS = _names()


def _check_columns(path: Path, names: list[str]) -> None:
    known = {*_COLUMNS, "at", "key", "credits_used"}
    strangers = [name for name in names[:_MOST_COLUMNS] if name not in known]
    if strangers or not names or len(names) > _MOST_COLUMNS:
        what = f"{strangers[0][:64]!r} is no column that is known" if strangers else "it has no columns"
        raise AuditError(f"{path}: {what}; known: at, key, credits_used, and parameters such as model, duration")
    twice = [name for name in names if names.count(name) > 1 or any(one.startswith(f"{name}.") for one in names)]
    if twice:
        raise AuditError(f"{path}: {twice[0]!r} has more than one column, of its own or of what is in it")


def _har(path: Path) -> _Rows:
    try:
        entries = read_har(path)
    except (HarError, OSError) as error:
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
        yield row_of(number, beside | ({"credits_used": used[task]} if task in used else {}), mask=mask)


def _journal(path: Path) -> _Rows:
    with opened(path) as file:
        text = file.read()
    try:
        calls = json.loads(text, parse_float=exact)["calls"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise AuditError(f"{path}: is neither JSON Lines nor an export of /_mock/calls") from None
    for number, call in enumerate(calls if isinstance(calls, list) else (), 1):
        if isinstance(call, dict) and call.get("operation") == "create":
            try:
                text = call["request"]["body"]["text"]
            except (KeyError, TypeError, IndexError):
                yield Broken.of(number, "a call has no request with the text of its body", "")
                continue
            yield row_of(number, {"request": _json(text), "at": call.get("at")}, mask=mask)


def _json(text: object, *, decode: Callable[[str], Any] = _decode) -> Any:
    try:
        return decode(text) if isinstance(text, str) else None
    except (msgspec.DecodeError, ValueError, RecursionError):
        return text


READERS: Mapping[str, Callable[[Path], _Rows]] = {"csv": _csv, "har": _har, "journal": _journal}
"""The kinds of files that are read whole, each with what reads it; JSON Lines are read in pieces, by `read_line`."""


def kind_of(path: Path) -> str:
    """Say what kind a file is, by the ending of its name; whatever is not known is JSON Lines."""
    ending = Path(path.stem).suffix if path.suffix in _PACKED else path.suffix
    return {".csv": "csv", ".har": "har", ".json": "journal"}.get(ending.lower(), "jsonl")

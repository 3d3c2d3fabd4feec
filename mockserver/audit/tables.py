"""Reads CSV: columns are parameters, dotted where they are nested, and at, key, credits_used."""

import csv
import io
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec

from contracts import load, model_names
from mockserver.audit.batches import batches
from mockserver.audit.errors import AuditError
from mockserver.audit.row import Broken, Row, row_of

__all__ = ["TEXTS", "Fields", "Table", "read_fields", "tables"]

_MOST_COLUMNS = 200
_FIELD_LIMIT = 16_777_216
_BESIDE = ("at", "key", "credits_used")

_decode = msgspec.json.Decoder().decode


class Fields(NamedTuple):
    """A row as it was read, of which the last line has the number *line*."""

    line: int
    fields: list[str]


class Table(NamedTuple):
    """Some *rows* under the names of their columns; as many rows as *end* says are done with the last of them."""

    end: int
    names: tuple[str, ...]
    rows: list[Fields | Broken]


def tables(path: Path, file: IO[bytes], *, begin: int) -> Generator[Table, None, None]:
    """
    Cut what is left of a table behind its first *begin* rows.

    Raises:
        AuditError: Its first line does not name columns that are known.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    text = io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline="")
    try:
        table = csv.reader(text)
        try:
            names = tuple(next(table, ()))
        except csv.Error as error:
            raise AuditError(f"{path}: its first line cannot be read: {error}") from None
        _check_columns(path, names)
        for batch in batches(_rows(table), begin=begin):
            yield Table(batch.end, names, batch.rows)
    finally:
        text.detach()  # the file is not ours to close


def read_fields(names: tuple[str, ...], row: Fields | Broken) -> Row | Broken:
    """Make a row of fields."""
    if isinstance(row, Broken):
        return row
    line, fields = row
    if len(fields) != len(names):
        return Broken.of(line, f"{len(fields)} fields, but {len(names)} columns", ",".join(fields))
    request: dict[str, Any] = {}
    beside: dict[str, Any] = {"request": request}
    for name, text in zip(names, fields, strict=True):
        if text == "":
            continue
        if name in _BESIDE:
            beside[name] = text
        else:
            _put(request, name.split("."), text)
    return row_of(line, beside)


def _rows(table: Any) -> Iterator[Fields | Broken]:
    while True:
        try:
            for fields in table:
                if fields:
                    yield Fields(table.line_num, fields)
        except csv.Error as error:
            yield Broken.of(table.line_num, f"no row: {error}", "")
        else:
            return


def _put(request: dict[str, Any], path: list[str], text: str) -> None:
    for step in path[:-1]:
        request = request.setdefault(step, {})
    request[path[-1]] = text if path[-1] in TEXTS else _value(text)


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


_COLUMNS, TEXTS = _names()
"""`TEXTS` are the parameters whose values are texts, whatever they look like."""


def _check_columns(path: Path, names: tuple[str, ...]) -> None:
    known = {*_COLUMNS, *_BESIDE}
    strangers = [name for name in names[:_MOST_COLUMNS] if name not in known]
    if strangers or not names or len(names) > _MOST_COLUMNS:
        what = f"{strangers[0][:64]!r} is no column that is known" if strangers else "it has no columns"
        raise AuditError(f"{path}: {what}; known: at, key, credits_used, and parameters such as model, duration")
    twice = [name for name in names if names.count(name) > 1 or any(one.startswith(f"{name}.") for one in names)]
    if twice:
        raise AuditError(f"{path}: {twice[0]!r} has more than one column, of its own or of what is in it")

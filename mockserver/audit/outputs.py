"""
Where verdicts go, a row each: JSON Lines, CSV or Parquet, by the ending of the file.

To add a kind, write its class and its line in `OUTPUTS`.
"""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import msgspec

from mockserver.audit.errors import AuditError
from mockserver.audit.row import Judged

__all__ = ["OUTPUTS", "Output", "open_output"]

_NAMES = Judged.__struct_fields__
_A_BATCH = 20_000


class Output(Protocol):
    """Takes verdicts, and is closed."""

    def add(self, verdict: Judged) -> None:
        """Write one."""
        ...

    def close(self) -> None:
        """Write what is left."""
        ...


class _Lines:
    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._encode = msgspec.json.Encoder().encode

    def add(self, verdict: Judged) -> None:
        self._file.write(self._encode(verdict) + b"\n")

    def close(self) -> None:
        self._file.close()


class _Table:
    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(_NAMES)

    def add(self, verdict: Judged) -> None:
        self._writer.writerow(_flat(verdict))

    def close(self) -> None:
        self._file.close()


class _Parquet:
    def __init__(self, path: Path) -> None:
        try:
            import pyarrow as pa  # noqa: PLC0415 - an extra
            from pyarrow import parquet  # noqa: PLC0415 - the same
        except ModuleNotFoundError:
            raise AuditError("Parquet needs pyarrow: pip install 'klingmock[audit]'") from None
        kinds = {"line": pa.int64(), "valid": pa.bool_()}
        self._schema = pa.schema([(name, kinds.get(name, pa.string())) for name in _NAMES])
        self._table = pa.Table
        self._writer = parquet.ParquetWriter(str(path), self._schema)
        self._batch: list[list[Any]] = []

    def add(self, verdict: Judged) -> None:
        self._batch.append(_flat(verdict))
        if len(self._batch) >= _A_BATCH:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._batch:
            columns = dict(zip(_NAMES, map(list, zip(*self._batch, strict=True)), strict=True))
            self._writer.write_table(self._table.from_pydict(columns, schema=self._schema))
            self._batch.clear()


def _flat(verdict: Judged) -> list[Any]:
    return [" ".join(value) if isinstance(value, tuple) else value for value in msgspec.structs.astuple(verdict)]


OUTPUTS: Mapping[str, Callable[[Path], Output]] = {".jsonl": _Lines, ".csv": _Table, ".parquet": _Parquet}
"""The kinds of output by the ending of the file."""


def open_output(path: Path) -> Output:
    """
    Open a file for verdicts.

    Raises:
        AuditError: Its ending is not known, it cannot be written, or an extra is not installed.
    """
    kind = OUTPUTS.get(path.suffix.lower())
    if kind is None:
        raise AuditError(f"{path}: its ending is none of {', '.join(OUTPUTS)}")
    try:
        return kind(path)
    except OSError as error:
        raise AuditError(f"{path}: cannot be written: {error.strerror or error}") from None

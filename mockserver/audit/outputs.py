"""
Where verdicts go, a row each: JSON Lines, CSV or Parquet, by the ending of the file.

To add a kind, write its class and its line in `OUTPUTS`.
"""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, Protocol

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

    def mark(self) -> int:
        """
        Write what is waiting, and return how many bytes there are.

        Raises:
            AuditError: A file of this kind cannot be gone on with.
        """
        ...

    def close(self) -> None:
        """Write what is left."""
        ...


class _Lines:
    def __init__(self, path: Path, at: int) -> None:
        self._file = _opened(path, at)
        self._encode = msgspec.json.Encoder().encode

    def add(self, verdict: Judged) -> None:
        self._file.write(self._encode(verdict) + b"\n")

    def mark(self) -> int:
        return _mark(self._file)

    def close(self) -> None:
        self._file.close()


class _Table:
    def __init__(self, path: Path, at: int) -> None:
        self._file = _opened(path, at)
        self._text = io.TextIOWrapper(self._file, "utf-8", newline="")
        self._writer = csv.writer(self._text)
        if not at:
            self._writer.writerow(_NAMES)

    def add(self, verdict: Judged) -> None:
        self._writer.writerow(_flat(verdict))

    def mark(self) -> int:
        self._text.flush()
        return _mark(self._file)

    def close(self) -> None:
        self._text.close()


class _Parquet:
    def __init__(self, path: Path, _: int) -> None:
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

    def mark(self) -> int:
        raise AuditError("Parquet that was begun cannot be gone on with; with --resume, write .jsonl or .csv")

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


def _opened(path: Path, at: int) -> IO[bytes]:
    """Open a file to be written from *at*; what is behind that goes."""
    file = path.open("r+b" if at else "wb")
    if file.seek(0, io.SEEK_END) < at:
        file.close()
        raise AuditError(f"{path}: is shorter than it was when the audit broke off; begin anew")
    file.truncate(at)
    file.seek(at)
    return file


def _mark(file: IO[bytes]) -> int:
    file.flush()
    return file.tell()


OUTPUTS: Mapping[str, Callable[[Path, int], Output]] = {".jsonl": _Lines, ".csv": _Table, ".parquet": _Parquet}
"""The kinds of output by the ending of the file."""


def open_output(path: Path, *, at: int = 0) -> Output:
    """
    Open a file for verdicts, to go on behind its first *at* bytes.

    Raises:
        AuditError: Its ending is not known, it cannot be written or gone on with, or an extra is not installed.
    """
    kind = OUTPUTS.get(path.suffix.lower())
    if kind is None:
        raise AuditError(f"{path}: its ending is none of {', '.join(OUTPUTS)}")
    try:
        return kind(path, at)
    except OSError as error:
        raise AuditError(f"{path}: cannot be written: {error.strerror or error}") from None

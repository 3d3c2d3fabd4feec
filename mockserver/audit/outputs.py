"""
Where verdicts go, a row each: JSON Lines, CSV or Parquet, by the ending of the file.

To add a kind, write its class and its line in `OUTPUTS`.
"""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

import msgspec

from mockserver.audit.errors import AuditError
from mockserver.audit.row import Judged

__all__ = ["OUTPUTS", "Output", "OutputFile", "open_output"]

_NAMES = Judged.__struct_fields__
_A_BATCH = 20_000


class Output(Protocol):
    """Takes verdicts."""

    def add(self, verdict: Judged) -> None:
        """Write one."""
        ...

    def mark(self) -> int:
        """
        Write what is waiting, and return how many bytes there are.

        Raises:
            AuditError: It was not opened to be gone on with.
        """
        ...


class OutputFile(Output, Protocol):
    """Writes verdicts to a file; whether they are all there is said before it is closed."""

    def finish(self) -> None:
        """Take note that these were all."""
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

    def finish(self) -> None:
        """Nothing more is needed."""

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

    def finish(self) -> None:
        """Nothing more is needed."""

    def close(self) -> None:
        self._text.close()


class _Parquet:
    def __init__(self, path: Path, _: int = 0) -> None:
        pa, parquet = _arrow()
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
        raise AuditError("Parquet has an end: it can be gone on with only if it was opened for that")

    def finish(self) -> None:
        """Nothing more is needed."""

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._batch:
            columns = dict(zip(_NAMES, map(list, zip(*self._batch, strict=True)), strict=True))
            self._writer.write_table(self._table.from_pydict(columns, schema=self._schema))
            self._batch.clear()


class _LateParquet:
    """Parquet has an end, behind which nothing can be written: until all is there, verdicts wait in another file."""

    def __init__(self, path: Path, at: int) -> None:
        _arrow()
        self._path = path
        self._waiting = path.with_name(path.name + ".unfinished")
        self._lines = _Lines(self._waiting, at)
        self.add, self.mark = self._lines.add, self._lines.mark
        self._finished = False

    def finish(self) -> None:
        self._lines.close()
        parquet = _Parquet(self._path)
        decode = msgspec.json.Decoder(Judged).decode
        with self._waiting.open("rb") as lines:
            for line in lines:
                parquet.add(decode(line))
        parquet.close()
        self._finished = True

    def close(self) -> None:
        self._lines.close()
        if self._finished:
            self._waiting.unlink()


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415 - the same
    except ModuleNotFoundError:
        raise AuditError("Parquet needs pyarrow: pip install 'klingmock[audit]'") from None
    return pa, parquet


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


class _Form(NamedTuple):
    """What opens an output that is written at once, and one that can be gone on with behind so many bytes."""

    at_once: Callable[[Path, int], OutputFile]
    in_parts: Callable[[Path, int], OutputFile]


OUTPUTS: Mapping[str, _Form] = {
    ".jsonl": _Form(_Lines, _Lines),
    ".csv": _Form(_Table, _Table),
    ".parquet": _Form(_Parquet, _LateParquet),
}
"""The kinds of output by the ending of the file."""


def open_output(path: Path, *, in_parts: bool = False, at: int = 0) -> OutputFile:
    """
    Open a file for verdicts.

    Args:
        path: The file.
        in_parts: Whether it may be gone on with.
        at: How many bytes of what was written before stay.

    Raises:
        AuditError: Its ending is not known, it cannot be written or gone on with, or an extra is not installed.
    """
    form = OUTPUTS.get(path.suffix.lower())
    if form is None:
        raise AuditError(f"{path}: its ending is none of {', '.join(OUTPUTS)}")
    try:
        return (form.in_parts if in_parts else form.at_once)(path, at)
    except OSError as error:
        raise AuditError(f"{path}: cannot be written: {error.strerror or error}") from None

"""Opens plain, gzip and zstd files as streams of bytes."""

import gzip
import io
import zlib
from pathlib import Path
from typing import IO, Any, cast

from mockserver.audit.errors import AuditError

__all__ = ["is_plain", "opened", "opened_at"]

_PART = 1_048_576
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


def opened(path: Path) -> IO[bytes]:
    """
    Open a file for reading, whatever it is packed with.

    Raises:
        AuditError: It cannot be read, or what unpacks it is not installed; also while it is read, if it is damaged.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise AuditError(f"{path}: cannot be read: {error.strerror or error}") from None
    magic = file.peek(4)[:4]
    if magic.startswith(_GZIP):
        unpacked = cast("IO[bytes]", gzip.GzipFile(fileobj=file))
        return io.BufferedReader(_Unpacked(path, file, unpacked, (zlib.error,)))
    if magic != _ZSTD:
        return file
    try:
        import zstandard  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        file.close()
        raise AuditError(f"{path}: is packed with zstd: pip install 'klingmock[audit]'") from None
    inner = cast("IO[bytes]", zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True))
    return io.BufferedReader(_Unpacked(path, file, inner, (zstandard.ZstdError,)))


def opened_at(path: Path, at: int) -> IO[bytes]:
    """
    Open a file as `opened` does, *at* bytes after the beginning of what is packed in it.

    Raises:
        AuditError: As for `opened`, or it ends before.
    """
    file = opened(path)
    if is_plain(file):
        file.seek(at)
        return file
    while at > 0:
        part = len(file.read(min(at, _PART)))
        if not part:
            file.close()
            raise AuditError(f"{path}: ends before the place where the audit broke off")
        at -= part
    return file


def is_plain(file: IO[bytes]) -> bool:
    """Whether a file that was opened here is not packed, and can be read anywhere: a pipe cannot."""
    return isinstance(file, io.BufferedReader) and isinstance(file.raw, io.FileIO) and file.seekable()


class _Unpacked(io.RawIOBase):
    """What is packed in *file*, read from *inner*; whatever that finds broken is told in words."""

    def __init__(self, path: Path, file: IO[bytes], inner: IO[bytes], broken: tuple[type[Exception], ...]) -> None:
        self._path = path
        self._file = file
        self._inner = inner
        self._broken: tuple[type[Exception], ...] = (EOFError, OSError, *broken)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._inner.read(len(buffer))
        except self._broken as error:
            raise AuditError(f"{self._path}: breaks off, or is not what it seems: {error}") from None
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        self._file.close()
        super().close()

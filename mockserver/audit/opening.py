"""Opens plain, gzip and zstd files as streams of bytes."""

import gzip
import io
import zlib
from pathlib import Path
from typing import IO, Any, cast

from mockserver.audit.errors import AuditError
from mockserver.har import LARGEST

__all__ = ["is_plain", "opened", "place_of", "read_whole", "skip"]

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


def skip(path: Path, file: IO[bytes], count: int) -> None:
    """
    Leave out the next *count* bytes of a file that was opened here.

    Raises:
        AuditError: It ends before.
    """
    if is_plain(file):
        file.seek(count, io.SEEK_CUR)
        return
    while count > 0:
        part = len(file.read(min(count, _PART)))
        if not part:
            raise AuditError(f"{path}: ends before the place where the audit broke off")
        count -= part


def read_whole(path: Path, file: IO[bytes], *, largest: int = LARGEST) -> bytes:
    """
    Read a file that can only be read at once.

    Raises:
        AuditError: It has more than *largest* bytes, unpacked.
    """
    data = file.read(largest + 1)
    if len(data) > largest:
        raise AuditError(f"{path}: holds more than {largest} bytes, the most that are read of its kind; split it")
    return data


def place_of(file: IO[bytes]) -> int:
    """Say how many bytes of the file itself, packed as it may be, have been read; 0 where that is not known."""
    raw = file.raw if isinstance(file, io.BufferedReader) else None
    try:
        return raw.place() if isinstance(raw, _Unpacked) else file.tell()
    except OSError:
        return 0  # a pipe


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

    def place(self) -> int:
        """Say how many bytes have been read of what is packed."""
        return self._file.tell()

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

"""
Writes an HTTP Archive that is whole after each entry.

One entry is one line, and the end of the archive is written with it, over the end before: a crash in between tears that
entry and no other, which the reader knows how to read.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec

from mockserver.har.errors import HarError

__all__ = ["HarWriter"]

_MARK = b'{"log":{"version":"1.2","creator":{"name":"klingmock"'
_TAIL = b"\n]}}\n"
_PRIVATE = 0o600
_CLOSED = -1


class HarWriter:
    """
    Appends to *file*, which is begun when it is not there; one writer at a time.

    *version* is that of klingmock; *sync* makes sure that bytes are on the disk.

    Raises:
        HarError: The file cannot be written, is being written by somebody else, or is not of our own.
    """

    def __init__(self, file: Path, *, version: str, sync: Callable[[int], None] = os.fsync) -> None:
        self._sync = sync
        self._lock = Lock()
        self.file = file
        try:
            self._handle = os.open(file, os.O_RDWR | os.O_CREAT, _PRIVATE)
        except OSError as error:
            raise HarError(f"{file}: {error.strerror or error}") from None
        try:
            _hold(self._handle, file)
            self._end, self._empty = self._find_end(version)
        except BaseException:
            os.close(self._handle)
            raise

    def add(self, entry: dict[str, Any]) -> None:
        """
        Append *entry*.

        Raises:
            HarError: It cannot be written, because the disk is full, say; what was there before stays readable.
        """
        line = msgspec.json.encode(entry)
        with self._lock:
            data = (b"" if self._empty else b",\n") + line
            try:
                self._write(data + _TAIL, at=self._end)
            except OSError as error:
                with suppress(OSError):
                    os.ftruncate(self._handle, self._end)
                    self._write(_TAIL, at=self._end)
                raise HarError(f"{self.file}: {error.strerror or error}; this exchange is not recorded") from None
            self._end, self._empty = self._end + len(data), False

    def close(self) -> None:
        """Let go of the file, which is whole."""
        with self._lock:
            handle, self._handle = self._handle, _CLOSED
            if handle != _CLOSED:
                os.close(handle)

    def _write(self, data: bytes, *, at: int) -> None:
        while data:
            written = os.pwrite(self._handle, data, at)
            data, at = data[written:], at + written
        self._sync(self._handle)

    def _find_end(self, version: str) -> tuple[int, bool]:
        """Return where the next entry is to stand, and whether it is the first; mend what a crash has torn."""
        size = os.fstat(self._handle).st_size
        if not size:
            head = b'%s,"version":%s},"entries":[\n' % (_MARK, json.dumps(version).encode())
            self._write(head + _TAIL.lstrip(b"\n"), at=0)
            return len(head), True
        with open(self.file, "rb") as file:  # noqa: PTH123 - read line by line, however long it is
            head = file.readline()
            if not head.startswith(_MARK):
                raise HarError(
                    f"{self.file}: it is no recording of klingmock, so nothing is appended; name another file"
                )
            at = end = len(head)
            for line in file:
                if line.startswith(b"]"):
                    break
                if _is_whole(line):
                    end = at + len(line.rstrip(b",\n"))
                at += len(line)
        if end + len(_TAIL) < size or not _is_ended(self._handle, size):
            os.ftruncate(self._handle, end)
            self._write(_TAIL, at=end)
        return end, end == len(head)


def _is_ended(handle: int, size: int) -> bool:
    last = os.pread(handle, len(_TAIL), max(size - len(_TAIL), 0))
    return last == _TAIL


def _is_whole(line: bytes) -> bool:
    try:
        msgspec.json.decode(line.rstrip(b",\n"))
    except (ValueError, RecursionError):
        return False
    return line.endswith(b"\n")


def _hold(handle: int, file: Path) -> None:
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ImportError:  # pragma: no cover - where files cannot be locked, two writers must be kept apart by hand
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise HarError(f"{file}: another server records into it; name another file") from None

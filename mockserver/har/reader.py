"""
Reads an HTTP Archive entry by entry.

The file is held as bytes, each entry is decoded when its turn comes, so that memory stays near the size of the file.

Source:
    HAR 1.2 specification (W3C, Web Performance Working Group, editor's draft of 14 August 2012), section 3.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from mockserver.har.errors import HarError

__all__ = ["LARGEST", "HarEntry", "har_entries", "read_har"]

LARGEST = 512 * 1024 * 1024
"""Bytes; a larger file is refused rather than read."""

_BOM = b"\xef\xbb\xbf"
_QUOTED = 60
_ESCAPES = re.compile(rb"\\\\|\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|\\u[dD][89a-fA-F]\w\w")
_REPLACEMENT = rb"\ufffd"
_DECODER = msgspec.json.Decoder()


class _Log(msgspec.Struct):
    entries: list[msgspec.Raw]


class _Har(msgspec.Struct):
    log: _Log


class HarEntry(NamedTuple):
    """One entry, numbered from 1, as it stands in the file."""

    number: int
    raw: bytes | memoryview

    def read(self) -> dict[str, Any]:
        """
        Decode it.

        Raises:
            HarError: It is no JSON object; the message does not quote it, since keys may be in it.
        """
        try:
            value = _DECODER.decode(self.raw)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise HarError(f"it cannot be read: {error}") from None
        if not isinstance(value, dict):
            raise HarError("it is no JSON object")
        return value

    def text(self) -> str:
        """Return its beginning, for a message; keys may be in it."""
        return bytes(self.raw[:_QUOTED]).decode("utf-8", "replace")


def read_har(file: Path, *, largest: int = LARGEST) -> Sequence[HarEntry]:
    """
    Find the entries of *file*; each is decoded when it is asked to `read`.

    Raises:
        HarError: It cannot be read, is larger than *largest* bytes, or is no archive.
    """
    try:
        size = file.stat().st_size
        data = file.read_bytes() if size <= largest else b""
    except OSError as error:
        raise HarError(f"{file}: {error.strerror or error}") from None
    if size > largest:
        raise HarError(
            f"{file}: {size} bytes are more than the {largest} that are read; split the recording, "
            "or export it without the bodies of images and videos"
        )
    try:
        return har_entries(data)
    except HarError as error:
        raise HarError(f"{file}: {error}") from None


def har_entries(data: bytes) -> Sequence[HarEntry]:
    """
    Find the entries of an archive.

    Raises:
        HarError: It is none.
    """
    return [HarEntry(number, raw) for number, raw in enumerate(_raws(data.removeprefix(_BOM)), 1)]


def _raws(data: bytes) -> Iterator[bytes | memoryview]:
    try:
        found = _decoded(data)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        torn = list(_lines(data))
        if not torn:
            raise HarError(f"it is no HTTP Archive (HAR 1.2): {error}") from None
        yield from torn
        return
    for raw in found.log.entries:
        yield memoryview(raw)


def _decoded(data: bytes) -> _Har:
    try:
        return msgspec.json.decode(data, type=_Har)
    except msgspec.DecodeError:
        # Browsers write texts that were cut in the middle of an emoji.
        return msgspec.json.decode(_ESCAPES.sub(_whole_escape, data), type=_Har)


def _whole_escape(found: re.Match[bytes]) -> bytes:
    return _REPLACEMENT if len(found[0]) == len(_REPLACEMENT) else found[0]


def _lines(data: bytes) -> Iterator[bytes]:
    """Find the entries of a recording of our own that was cut off: one a line; the last may be torn."""
    head, _, rest = data.partition(b"\n")
    if not head.startswith(b'{"log":{"version":"1.2","creator":{"name":"klingmock"'):
        return
    for line in rest.split(b"\n"):
        entry = line.rstrip(b",")
        if entry and not entry.startswith(b"]"):
            yield entry

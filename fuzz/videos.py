"""Any bytes are a whole MP4 or not, and a box more changes nothing in that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mockserver.reference.mp4 import is_whole_mp4

__all__ = ["attempt", "seeds"]

_SAMPLE = Path(__file__).parents[1] / "mockserver" / "web" / "data" / "sample.mp4"
_BOX = b"\x00\x00\x00\x08free"


def attempt(data: bytes) -> None:
    """Look at *data*, and at what it is with a box more."""
    if is_whole_mp4(data):
        assert data[4:8] == b"ftyp", "an MP4 begins otherwise"
        assert is_whole_mp4(data + _BOX), "a box more, and it is not whole"
        assert is_whole_mp4(data + data), "twice the same boxes, and it is not whole"


def seeds() -> Iterator[bytes]:
    """Yield a video of ours, and small files with sizes of each kind."""
    ftyp = b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00"
    yield _SAMPLE.read_bytes()
    yield ftyp
    yield ftyp + b"\x00\x00\x00\x00mdatabc"
    yield ftyp + b"\x00\x00\x00\x01mdat" + (20).to_bytes(8) + b"abcd"

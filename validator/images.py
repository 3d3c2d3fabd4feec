"""The facts of an image from its first bytes: PNG, JPEG, WebP and GIF headers are read, nothing is decoded."""

from __future__ import annotations

from collections.abc import Callable

from validator.media import ImageFacts

__all__ = ["ImageFacts", "read_image_facts"]

_Sides = tuple[int, int] | None

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_HEADER = 24
_GIF_HEADER = 10
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_JPEG_SCAN = 0xDA


def read_image_facts(data: bytes, *, size: int | None = None) -> ImageFacts:
    """
    Return the facts of the image that begins with *data*.

    Args:
        data: The file, or as much of its beginning as there is; a JPEG's sides may stand behind a large preview.
        size: Bytes of the whole file; the length of *data* when left out.

    Returns:
        Facts with format ``unknown`` and no sides when no header can be read; the file's name and type play no part.

    >>> read_image_facts(b"no image at all").format
    'unknown'
    """
    total = len(data) if size is None else size
    for name, magic, sides_of in _FORMATS:
        if magic(data):
            sides = sides_of(data)
            if sides and min(sides) > 0:
                return ImageFacts(name, total, *sides)
    return ImageFacts("unknown", total, None, None)


def _png(data: bytes) -> _Sides:
    if len(data) < _PNG_HEADER or data[12:16] != b"IHDR":
        return None
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def _gif(data: bytes) -> _Sides:
    if len(data) < _GIF_HEADER:
        return None
    return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")


def _jpeg(data: bytes) -> _Sides:
    """Walk the segments up to the first frame header, as ITU T.81 B.1 and B.2.2 lay them out."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:  # noqa: PLR2004 - the byte that begins each marker
            return None
        marker = data[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - a fill byte
            at += 1
        elif marker in _JPEG_ALONE:
            at += 2
        elif marker in _JPEG_FRAMES:
            height, width = (
                int.from_bytes(data[at + 5 : at + 7]),
                int.from_bytes(data[at + 7 : at + 9]),
            )
            return (width, height) if at + 9 <= len(data) else None
        elif marker == _JPEG_SCAN:
            return None
        else:
            at += 2 + max(int.from_bytes(data[at + 2 : at + 4]), 2)
    return None


def _webp(data: bytes) -> _Sides:
    """Read the first chunk: VP8 (RFC 6386, 9.1), VP8L or VP8X (RFC 9649)."""
    chunk, body = data[12:16], data[20:30]
    if chunk == b"VP8X" and len(body) == 10:  # noqa: PLR2004 - bytes of that header
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if chunk == b"VP8L" and len(body) >= 5 and body[0] == 0x2F:  # noqa: PLR2004 - bytes of that header, and its first
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 " and len(body) == 10 and body[3:6] == b"\x9d\x01\x2a":  # noqa: PLR2004 - bytes of that header
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    return None


_FORMATS: tuple[tuple[str, Callable[[bytes], bool], Callable[[bytes], _Sides]], ...] = (
    ("png", lambda data: data.startswith(_PNG), _png),
    ("jpeg", lambda data: data.startswith(b"\xff\xd8\xff"), _jpeg),
    ("webp", lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", _webp),
    ("gif", lambda data: data[:6] in (b"GIF87a", b"GIF89a"), _gif),
)

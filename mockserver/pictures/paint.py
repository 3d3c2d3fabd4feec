"""Draws the image that was ordered, and pads it to its bytes where its format allows it."""

from hashlib import sha256
from io import BytesIO
from typing import Any
from zlib import crc32

from mockserver.pictures.defects import DEFECTS
from mockserver.pictures.order import Order

__all__ = ["paint"]

_LONGEST_COMMENT = 65_533
_LONGEST_BLOCK = 255
_SAVED_WITH: dict[str, dict[str, Any]] = {
    "jpeg": {"quality": 60},
    "png": {"compress_level": 6},
    "webp": {"lossless": True, "method": 0, "exact": True},
    "gif": {},
}


def paint(order: Order) -> bytes:
    """Make the image; the same order gives the same bytes."""
    defect = DEFECTS.get(order.defect)
    kind = order.format
    if defect is not None and defect.drawn_as is not None:
        kind = defect.drawn_as[kind]
    frames = 1 if defect is None else defect.frames
    data = _padded(_drawn(order, kind, frames), kind, order.bytes)
    return data if defect is None else defect.spoil(data, kind)


def _drawn(order: Order, kind: str, frames: int) -> bytes:
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 - only who fetches an image waits for it

    pictures = []
    for frame in range(frames):
        # No two frames are alike, or a writer would keep one of them only.
        hue = (sha256(str(order).encode()).digest()[0] * 360 // 256 + frame * 120) % 360
        ground = f"hsl({hue}, 40%, 35%)"
        picture = Image.new("RGB", (order.width, order.height), ground)
        size = max(min(order.width // 8, order.height // 3, 96), 8)
        middle = (order.width // 2, order.height // 2)
        words = f"{order.width} x {order.height}"
        pen = ImageDraw.Draw(picture)
        pen.fontmode = "1"  # two colours are smaller than the shades between them
        pen.text(middle, words, fill="white", font=ImageFont.load_default(size), anchor="mm")
        picture.paste(ground, (0, 0, 1, 1))  # where letters fill a small image, the ground still shows
        pictures.append(picture.quantize(16) if kind == "gif" else picture)
    made = BytesIO()
    more: dict[str, Any] = (
        {"save_all": True, "append_images": pictures[1:], "duration": 500, "loop": 0} if frames > 1 else {}
    )
    pictures[0].save(made, kind.upper(), **_SAVED_WITH[kind], **more)
    return made.getvalue()


def _padded(data: bytes, kind: str, size: int) -> bytes:
    """Lengthen an image to *size* bytes by what its format lets everybody skip."""
    missing = size - len(data)
    if kind == "png":  # an ancillary chunk before the last one
        return data[:-12] + _png_chunk(missing - 12) + data[-12:]
    if kind == "jpeg":  # comments before the end of the image
        return data[:-2] + _jpeg_comments(missing) + data[-2:]
    if kind == "gif":  # a comment before the trailer
        return data[:-1] + _gif_comment(missing) + data[-1:]
    body = data[8:] + b"klmk" + (missing // 2 * 2 - 8).to_bytes(4, "little") + bytes(missing // 2 * 2 - 8)
    return b"RIFF" + len(body).to_bytes(4, "little") + body + bytes(missing % 2)


def _png_chunk(length: int) -> bytes:
    body = b"klMk" + bytes(length)
    return length.to_bytes(4) + body + crc32(body).to_bytes(4)


def _jpeg_comments(length: int) -> bytes:
    made = b""
    while length:
        # The last two share what is left, so that none is shorter than its own head.
        part = length if length <= _LONGEST_COMMENT + 2 else min(_LONGEST_COMMENT + 2, length - 4)
        made += b"\xff\xfe" + (part - 2).to_bytes(2) + bytes(part - 4)
        length -= part
    return made


def _gif_comment(length: int) -> bytes:
    rest, made = length - 3, [b"\x21\xfe"]
    while rest:
        part = min(rest, _LONGEST_BLOCK + 1)
        if part == 1:  # a block of no bytes would end the comment: the one before gives up a byte
            made[-1] = bytes([_LONGEST_BLOCK - 1]) + bytes(_LONGEST_BLOCK - 1)
            part = 2
            rest += 1
        made.append(bytes([part - 1]) + bytes(part - 1))
        rest -= part
    return b"".join(made) + b"\x00"

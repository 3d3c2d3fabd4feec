"""An order for an image, as its address says it, and the facts that follow from it."""

import re
from urllib.parse import parse_qsl

from msgspec import Struct

from mockserver.pictures.defects import DEFECTS
from validator.media import ImageFacts

__all__ = [
    "FORMATS",
    "LEAST_BYTES",
    "MOST_BYTES",
    "MOST_PIXELS",
    "MOST_SIDE",
    "Order",
    "OrderError",
    "facts_of",
    "read_order",
]

FORMATS = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "webp": "webp", "gif": "gif"}
MOST_SIDE = 8_192
MOST_PIXELS = 40_000_000
MOST_BYTES = 67_108_864
LEAST_BYTES = 8_192
"""Smaller than this none is made, whatever its size."""

_NAME = re.compile(r"([0-9]{1,5})x([0-9]{1,5})\.([a-z]{3,4})")
_NUMBER = re.compile(r"[0-9]{1,9}")
_PIXELS_A_BYTE = 40


class OrderError(ValueError):
    """An address orders an image that cannot be made; the message says why."""


class Order(Struct, frozen=True, kw_only=True):
    """An image of *width* times *height* pixels, of exactly so many *bytes*; *defect* is one of `DEFECTS`, or ""."""

    width: int
    height: int
    format: str
    bytes: int
    defect: str = ""


def read_order(name: str, query: str) -> Order | None:
    """
    Read the order for an image; None when *name* is not of the form ``640x480.png``.

    >>> read_order("640x480.png", "bytes=100000").bytes
    100000

    Raises:
        OrderError: It is, but cannot be carried out.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    width, height = int(match[1]), int(match[2])
    kind = FORMATS.get(match[3])
    if kind is None:
        raise OrderError(f"{match[3]!r} is no format; known: {', '.join(FORMATS)}")
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE and width * height <= MOST_PIXELS):
        raise OrderError(f"a side has 1 to {MOST_SIDE} pixels, and there are at most {MOST_PIXELS} in all")
    options = dict(parse_qsl(query, keep_blank_values=True))
    strangers = options.keys() - {"bytes", "defect"}
    if strangers:
        raise OrderError(f"{min(strangers)[:64]!r} is unknown; known: bytes, defect")
    least = LEAST_BYTES + width * height // _PIXELS_A_BYTE
    return Order(
        width=width,
        height=height,
        format=kind,
        bytes=_bytes(options.get("bytes"), least),
        defect=_defect(options.get("defect", ""), kind),
    )


def facts_of(order: Order) -> ImageFacts:
    """Say what the judge sees of the image that is ordered."""
    plain = ImageFacts(order.format, order.bytes, order.width, order.height)
    return DEFECTS[order.defect].facts(plain) if order.defect else plain


def _bytes(text: str | None, least: int) -> int:
    if text is None:
        return least
    if _NUMBER.fullmatch(text) is None or not least <= int(text) <= MOST_BYTES:
        raise OrderError(f"bytes is a number from {least}, for an image of this size, to {MOST_BYTES}")
    return int(text)


def _defect(name: str, kind: str) -> str:
    if name and name not in DEFECTS:
        raise OrderError(f"{name[:64]!r} is no defect; known: {', '.join(DEFECTS)}")
    if name and kind not in DEFECTS[name].formats:
        raise OrderError(f"no {kind} can be {name}; these can: {', '.join(DEFECTS[name].formats)}")
    return name

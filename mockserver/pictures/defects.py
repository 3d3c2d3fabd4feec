"""What may be wrong with an image on purpose: how it is spoilt, and what the judge then sees of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zlib import crc32

from validator.media import ImageFacts

__all__ = ["DEFECTS", "Defect"]

_ALL = ("jpeg", "png", "webp", "gif")
_CUT = 8
_HUGE = {"jpeg": 65_535, "png": 65_535, "gif": 65_535, "webp": 16_384}


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """
    One defect.

    Args:
        summary: What is wrong, in one sentence.
        facts: What the judge sees, given what it would see of a sound image.
        spoil: Spoils the bytes of an image of a format.
        formats: Those that can have it.
        drawn_as: The format that is drawn in place of the one that was asked for.
        frames: How many pictures it holds.
    """

    summary: str
    facts: Callable[[ImageFacts], ImageFacts]
    spoil: Callable[[bytes, str], bytes] = lambda data, _: data
    formats: tuple[str, ...] = _ALL
    drawn_as: Mapping[str, str] | None = None
    frames: int = 1


def _unknown(facts: ImageFacts) -> ImageFacts:
    return ImageFacts("unknown", facts.bytes, None, None)


def _other(facts: ImageFacts) -> ImageFacts:
    return ImageFacts(_OTHERS[facts.format], facts.bytes, facts.width, facts.height)


def _huge(facts: ImageFacts) -> ImageFacts:
    side = _HUGE[facts.format]
    return ImageFacts(facts.format, facts.bytes, side, side)


def _claim_huge(data: bytes, kind: str) -> bytes:
    """Write the largest sides into the header, where each format has them."""
    side = _HUGE[kind]
    if kind == "png":
        header = b"IHDR" + side.to_bytes(4) * 2 + data[24:29]
        return data[:12] + header + crc32(header).to_bytes(4) + data[33:]
    if kind == "gif":
        return data[:6] + side.to_bytes(2, "little") * 2 + data[10:]
    if kind == "webp":  # VP8L: a byte of signature, then 14 bits each, one less than the sides
        rest = int.from_bytes(data[21:25], "little") >> 28 << 28
        return data[:21] + (rest | side - 1 | side - 1 << 14).to_bytes(4, "little") + data[25:]
    at = next(data.index(marker) for marker in (b"\xff\xc0", b"\xff\xc2") if marker in data)
    return data[: at + 5] + side.to_bytes(2) * 2 + data[at + 9 :]


_OTHERS = {"jpeg": "png", "png": "jpeg", "webp": "png", "gif": "png"}

DEFECTS: Mapping[str, Defect] = {
    "wrong-magic": Defect(
        summary="Its first bytes are zeros, so that nobody can tell what it is.",
        facts=_unknown,
        spoil=lambda data, _: bytes(16) + data[16:],
    ),
    "truncated": Defect(
        summary=f"It breaks off after {_CUT} bytes, within its header.",
        facts=lambda _: ImageFacts("unknown", _CUT, None, None),
        spoil=lambda data, _: data[:_CUT],
    ),
    "wrong-extension": Defect(
        summary="It is an image of another format than its name says: a PNG, or instead of one a JPEG.",
        facts=_other,
        drawn_as=_OTHERS,
    ),
    "huge-header": Defect(
        summary="Its header says that each side is as long as the format can say.",
        facts=_huge,
        spoil=_claim_huge,
    ),
    "animated": Defect(
        summary="It holds two pictures that take turns.",
        facts=lambda facts: facts,
        formats=("png", "webp", "gif"),
        frames=2,
    ),
}
"""The defects by the name that ``?defect=`` takes."""

"""What is known about the images and videos that a request names."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct, field

__all__ = ["NOTHING_KNOWN", "ImageFacts", "Media", "VideoFacts"]


class ImageFacts(Struct, frozen=True):
    """
    The facts of one image: format, bytes, sides in pixels.

    `format` is what the first bytes say: jpeg, png, webp or gif; unknown, without sides, when no header can be read.
    """

    format: str
    bytes: int
    width: int | None
    height: int | None


class VideoFacts(Struct, frozen=True):
    """The facts of one video as far as known: seconds, format (mp4, mov), bytes, sides in pixels, frames a second."""

    seconds: Decimal | None = None
    format: str | None = None
    bytes: int | None = None
    width: int | None = None
    height: int | None = None
    fps: Decimal | None = None


class Media(Struct, frozen=True):
    """Facts by address. An address that is not listed is simply unknown, and is not judged."""

    images: Mapping[str, ImageFacts] = field(default_factory=dict)
    videos: Mapping[str, VideoFacts] = field(default_factory=dict)


NOTHING_KNOWN = Media()

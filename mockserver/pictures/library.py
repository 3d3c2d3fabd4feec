"""The images that the server serves to everybody: those of a folder, and those that are made to order."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from mockserver.pictures.order import Order, facts_of, read_order
from mockserver.pictures.paint import paint
from validator.images import read_image_facts
from validator.media import ImageFacts

__all__ = ["PREFIX", "ImageLibrary", "StoredImage", "read_images"]

PREFIX = "/_mock/images/"

_HEADER = 262_144
_TYPES = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif"}


class StoredImage(Struct, frozen=True):
    """One image of the folder."""

    path: Path
    facts: ImageFacts

    @property
    def content_type(self) -> str:
        """What its first bytes say that it is."""
        return _TYPES.get(self.facts.format, "application/octet-stream")


class ImageLibrary(Mapping[str, ImageFacts]):
    """
    The facts of images by address: on any host, any that ends in /_mock/images/NAME.

    Images of the folder go first, then those that are made to order; only the former are listed and counted.
    """

    def __init__(self, images: Mapping[str, StoredImage]) -> None:
        self._images = images

    def read(self, name: str, query: str) -> tuple[bytes, str] | None:
        """
        Return the bytes of an image and their media type; None when there is none of that name.

        Raises:
            OrderError: It is ordered, but cannot be made.
        """
        stored = self._images.get(name)
        if stored is not None:
            return stored.path.read_bytes(), stored.content_type
        order = read_order(name, query)
        if order is None:
            return None
        return _painted(order), _TYPES[order.format]

    def fetch(self, url: str) -> bytes | None:
        """Return the bytes of the image at an address; None when it is not served here, or cannot be made."""
        try:
            parts = urlsplit(url)
            _, found, name = unquote(parts.path).rpartition(PREFIX)
            read = self.read(name, parts.query) if found else None
        except ValueError:
            return None
        return read[0] if read else None

    def __getitem__(self, url: str) -> ImageFacts:
        try:
            parts = urlsplit(url)
            _, found, name = unquote(parts.path).rpartition(PREFIX)
            if found and name in self._images:
                return self._images[name].facts
            order = read_order(name, parts.query) if found else None
        except ValueError:
            raise KeyError(url) from None
        if order is None:
            raise KeyError(url)
        return facts_of(order)

    def __iter__(self) -> Iterator[str]:
        return (PREFIX + name for name in self._images)

    def __len__(self) -> int:
        return len(self._images)


@lru_cache(maxsize=16)
def _painted(order: Order) -> bytes:
    return paint(order)


def read_images(folder: str | None) -> ImageLibrary:
    """
    Read the facts of every file in *folder*; one that is no image has the format unknown.

    Raises:
        OSError: The folder cannot be read.
    """
    images = {}
    for path in sorted(Path(folder).iterdir()) if folder else ():
        if not path.is_file():
            continue
        with path.open("rb") as file:
            header = file.read(_HEADER)
        facts = read_image_facts(header, size=path.stat().st_size)
        images[path.name] = StoredImage(path, facts)
    return ImageLibrary(images)

"""Images from a folder: they are served, and the judge knows their facts."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from msgspec import Struct

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
    """The facts of images by address: on any host, any that ends in /_mock/images/NAME."""

    def __init__(self, images: Mapping[str, StoredImage]) -> None:
        self._images = images

    def stored(self, name: str) -> StoredImage | None:
        """Find an image by its name."""
        return self._images.get(name)

    def __getitem__(self, url: str) -> ImageFacts:
        try:
            _, found, name = unquote(urlsplit(url).path).rpartition(PREFIX)
        except ValueError:
            raise KeyError(url) from None
        if not found:
            raise KeyError(url)
        return self._images[name].facts

    def __iter__(self) -> Iterator[str]:
        return (PREFIX + name for name in self._images)

    def __len__(self) -> int:
        return len(self._images)


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

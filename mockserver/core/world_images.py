"""The images whose facts are known in one world: its uploads, and what the server serves to everybody."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from urllib.parse import unquote, urlsplit

from mockserver.core.files import FILES_PREFIX, FileShelf
from validator.media import ImageFacts

__all__ = ["WorldImages", "may_name_known_images"]


class WorldImages(Mapping[str, ImageFacts]):
    """Facts of images by address, as far as they are known at *now*; the host of an address does not matter."""

    def __init__(self, world_id: str, files: FileShelf, shared: Mapping[str, ImageFacts], now: datetime) -> None:
        self._prefix = f"{FILES_PREFIX}{world_id}/"
        self._files = files
        self._shared = shared
        self._now = now

    def __getitem__(self, url: str) -> ImageFacts:
        try:
            _, found, rest = unquote(urlsplit(url).path).rpartition(self._prefix)
        except ValueError:
            raise KeyError(url) from None
        if not found:
            return self._shared[url]
        file = self._files[rest.partition("/")[0]]
        if self._now >= file.expires_at:
            raise KeyError(url)
        return file.facts

    def __bool__(self) -> bool:
        """Say that it knows something: images to order are not counted, since there is no end of them."""
        return True

    def __iter__(self) -> Iterator[str]:
        yield from (f"{self._prefix}{file.id}/{file.name}" for file in self._files.values())
        yield from self._shared

    def __len__(self) -> int:
        return len(self._files) + len(self._shared)


def may_name_known_images(body: bytes) -> bool:
    """Say fast whether a request may name an image that is known: all of them are served under /_mock/."""
    return b"/_mock/" in body or b"\\" in body

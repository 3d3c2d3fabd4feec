"""The facts of the images in a folder."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mockserver.cli.program import CommandError
from validator import ImageFacts, read_image_facts

__all__ = ["FolderFacts", "read_image_folder"]

_HEADER_BYTES = 1 << 20  # a JPEG may carry a large preview before its sides


class FolderFacts(Mapping[str, ImageFacts]):
    """Facts by address: one whose last part names a file of the folder is taken to be that image."""

    def __init__(self, facts: Mapping[str, ImageFacts]) -> None:
        self._facts = facts

    def __getitem__(self, url: str) -> ImageFacts:
        try:
            name = unquote(urlsplit(url).path).rpartition("/")[2]
        except ValueError:
            raise KeyError(url) from None
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


def read_image_folder(folder: str | None) -> FolderFacts:
    """
    Read the header of each file in *folder*; without a folder nothing is known.

    Raises:
        CommandError: There is no such folder, or a file cannot be read.
    """
    found = {}
    try:
        for file in sorted(Path(folder).iterdir()) if folder is not None else ():
            if file.is_file():
                with file.open("rb") as stream:
                    data = stream.read(_HEADER_BYTES)
                found[file.name] = read_image_facts(data, size=file.stat().st_size)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise CommandError(f"--images {folder}: {reason}") from error
    return FolderFacts(found)

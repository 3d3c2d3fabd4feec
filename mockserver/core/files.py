"""The files of a world: what was uploaded, for as long as it is kept."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from contracts import api
from validator.media import ImageFacts

__all__ = ["FILES_PREFIX", "FileRefusedError", "FileShelf", "StoredFile"]

FILES_PREFIX = "/_mock/files/"
"""Where the address of an uploaded file leads, followed by the ids of its world and its own, and its name."""

_KINDS = {"jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp"}


class FileRefusedError(ValueError):
    """An upload is refused; the message says why, *status* is that of the answer."""

    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class StoredFile(Struct, frozen=True, kw_only=True):
    """One uploaded image; *name* is safe in an address, *original_name* is as the client called it."""

    id: str
    number: int
    name: str
    original_name: str
    upload_path: str
    data: bytes
    facts: ImageFacts
    uploaded_at: datetime

    @property
    def kind(self) -> str:
        """The media type, by its first bytes."""
        return _KINDS[self.facts.format]

    @property
    def expires_at(self) -> datetime:
        """When it goes by itself (docs/files, Responses, expires_at)."""
        return self.uploaded_at + _lifetime()


class FileShelf(Mapping[str, StoredFile]):
    """The files of one world by id, in the order in which they came."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self.made = 0

    def __getitem__(self, file_id: str) -> StoredFile:
        return self._files[file_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def clear_out(self, now: datetime) -> None:
        """Let go of what has expired; the oldest come first."""
        for file in tuple(self._files.values()):
            if now < file.expires_at:
                return
            del self._files[file.id]

    def check(self, facts: ImageFacts) -> None:
        """
        Say whether an image may be added.

        Raises:
            FileRefusedError: It is of another kind, too large, or there is no room.
        """
        limits = api().limits
        if facts.format not in _KINDS:
            raise FileRefusedError("unsupported file type: only JPEG, PNG, GIF and WebP images are taken")
        if facts.bytes > limits["file_bytes"].value:
            raise FileRefusedError(f"file size exceeds 10MB: the image has {facts.bytes} bytes", status=413)
        if len(self._files) >= limits["files"].value:
            raise FileRefusedError(f"file quota exceeded: there are {len(self._files)} files", status=403)
        if sum(file.facts.bytes for file in self._files.values()) + facts.bytes > limits["files_bytes"].value:
            raise FileRefusedError("file quota exceeded: no more bytes are kept for this key", status=403)

    def add(self, file: StoredFile) -> None:
        """Keep a file that was checked."""
        self._files[file.id] = file
        self.made = max(self.made, file.number)

    def resume(self, files: Iterable[StoredFile], *, kept: Collection[int], made: int) -> None:
        """Take over files that follow those that are here, and let go of those whose numbers are not *kept*."""
        self._files |= {file.id: file for file in files}
        self._files = {file.id: file for file in self._files.values() if file.number in kept}
        self.made = made

    def remove(self, file_id: str) -> bool:
        """Let go of a file; False when there is none."""
        return self._files.pop(file_id, None) is not None


def _lifetime() -> timedelta:
    return api().lifetimes["uploaded_file"]

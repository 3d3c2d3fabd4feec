"""How far an audit has come, in a file, so that one that was interrupted goes on from there."""

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from mockserver.audit.errors import AuditError
from mockserver.audit.summary import Summary
from validator import Readings

__all__ = ["Asked", "Checkpoint", "Keeper", "Position"]

_PIECES_BETWEEN = 16


class Position(Struct, frozen=True):
    """The place of a piece's end: which file, how many bytes or rows of it are done, the number of the next line."""

    file: int = 0
    done: int = 0
    line: int = 1


class Asked(Struct, frozen=True):
    """What must be the same when an audit goes on: files, with their sizes and times of change, and readings."""

    files: tuple[tuple[str, int, int], ...]
    readings: dict[str, str]
    output: str = ""

    @classmethod
    def of(cls, files: Iterable[Path], readings: Readings, output: Path | None) -> "Asked":
        """
        Look at the files.

        Raises:
            AuditError: One is not there.
        """
        seen = []
        for path in files:
            try:
                status = path.stat()
            except OSError as error:
                raise AuditError(f"{path}: cannot be read: {error.strerror or error}") from None
            seen.append((str(path.resolve()), status.st_size, status.st_mtime_ns))
        return cls(tuple(seen), readings.to_dict(), "" if output is None else str(output.resolve()))


class Checkpoint(Struct, frozen=True):
    """*position* is reached; *summary* was found until there, and *written* bytes of verdicts."""

    asked: Asked
    position: Position
    summary: Summary
    written: int = 0


class Keeper:
    """Keeps a checkpoint in a file, after so many *pieces* anew; it is removed when all is done."""

    def __init__(self, path: Path, asked: Asked, *, pieces: int = _PIECES_BETWEEN) -> None:
        self._path = path
        self._asked = asked
        self._pieces = pieces
        self._since = 0

    def found(self) -> Checkpoint | None:
        """
        Return where to go on; None if there is no file.

        Raises:
            AuditError: It cannot be read, is none of ours, or is of another audit.
        """
        try:
            kept = msgspec.msgpack.decode(self._path.read_bytes(), type=Checkpoint)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise AuditError(f"{self._path}: cannot be read: {error.strerror or error}") from None
        except (msgspec.DecodeError, ValueError):
            raise AuditError(f"{self._path}: is not what --resume keeps; name another file") from None
        if kept.asked != self._asked:
            raise AuditError(f"{self._path}: {self._otherwise(kept.asked)}; remove it to begin anew")
        return kept

    def reached(self, position: Position, summary: Summary, mark: Callable[[], int]) -> None:
        """
        Take note of a piece that is done, and now and then write it down.

        *mark* says how many bytes of verdicts there are.

        Raises:
            AuditError: That cannot be written.
        """
        self._since += 1
        if self._since < self._pieces:
            return
        self._since = 0
        kept = Checkpoint(self._asked, position, summary, mark())
        beside = self._path.with_name(self._path.name + ".new")
        try:
            beside.write_bytes(msgspec.msgpack.encode(kept))
            beside.replace(self._path)
        except OSError as error:
            raise AuditError(f"{self._path}: cannot be written: {error.strerror or error}") from None

    def done(self) -> None:
        """Remove the file."""
        self._path.unlink(missing_ok=True)

    def _otherwise(self, then: Asked) -> str:
        if [name for name, *_ in then.files] != [name for name, *_ in self._asked.files]:
            return "was kept by an audit of other files"
        if then.files != self._asked.files:
            changed = next(now[0] for was, now in zip(then.files, self._asked.files, strict=True) if was != now)
            return f"{changed} has changed since"
        return "was kept with " + ("other readings" if then.readings != self._asked.readings else "another --output")

"""What a run found: each defect once, with the input that shows it, kept as files."""

from __future__ import annotations

import traceback
from hashlib import sha256
from pathlib import Path

__all__ = ["Findings", "signature"]

_OURS = ("contracts", "validator", "mockserver", "fuzz")


def signature(error: BaseException) -> str:
    """
    Say what *error* is and where it came from: the same for two inputs that show the same defect.

    The place is the deepest line of this repository, since what is below may be a library of many ways.
    """
    frames = traceback.extract_tb(error.__traceback__)
    root = Path(__file__).parents[1]
    ours = [one for one in frames if Path(one.filename).parent.is_relative_to(root) and _is_ours(one.filename, root)]
    place = f"{Path(ours[-1].filename).relative_to(root).as_posix()}:{ours[-1].lineno}" if ours else "elsewhere"
    return f"{type(error).__name__} at {place}"


def _is_ours(filename: str, root: Path) -> bool:
    return Path(filename).relative_to(root).parts[0] in _OURS


class Findings:
    """Keeps findings in *folder*: the input as ``NAME-<digest>.bin``, and beside it why, as ``.txt``."""

    def __init__(self, folder: Path, name: str) -> None:
        self.known: dict[str, Path] = {}
        self._folder = folder
        self._name = name

    def add(self, data: bytes, error: BaseException) -> Path | None:
        """Keep *data*, and say where; None when the defect is known."""
        known = signature(error)
        if known in self.known:
            return None
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{self._name}-{sha256(data).hexdigest()[:16]}.bin"
        file.write_bytes(data)
        file.with_suffix(".txt").write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        self.known[known] = file
        return file

"""Where the house stands, and its rooms as files."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ("contracts", "validator", "mockserver")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of pyproject.toml."""
    return ROOT


@pytest.fixture(scope="session")
def sources() -> Callable[..., list[Path]]:
    """Return a function that lists the Python files of the given floors (default: of all three)."""

    def list_sources(*folders: str) -> list[Path]:
        found = [file for name in folders or FLOORS for file in sorted((ROOT / name).rglob("*.py"))]
        assert found
        return found

    return list_sources


@pytest.fixture(scope="session")
def shipped() -> list[Path]:
    """List the files that are or will be committed; without git, all that are not hidden."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        names = done.stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*")]
        names = [name for name in names if not name.startswith(".") and "__pycache__" not in name]
    files = [ROOT / name for name in sorted(names) if name]
    return [file for file in files if file.is_file()]

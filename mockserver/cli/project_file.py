"""Settings from ``[tool.klingmock]`` of the nearest pyproject.toml that has it."""

import tomllib
from pathlib import Path
from typing import Any

from mockserver.cli.program import CommandError
from mockserver.cli.setting import SETTINGS

__all__ = ["read_project_file"]


def read_project_file(folder: Path | None = None) -> dict[str, Any]:
    """
    Return what the project sets, by the names of `SETTINGS`.

    Args:
        folder: Where to look first, then in its parents; the current folder when left out.

    Raises:
        CommandError: The file is no TOML, or sets something that is no setting.
    """
    start = (folder or Path.cwd()).absolute()
    for place in (start, *start.parents):
        file = place / "pyproject.toml"
        section = _section(file) if file.is_file() else None
        if section is not None:
            return _settings(section, file)
    return {}


def _section(file: Path) -> object:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise CommandError(f"{file}: cannot be read: {error}") from error
    tool = data.get("tool")
    return tool.get("klingmock") if isinstance(tool, dict) else None


def _settings(section: object, file: Path) -> dict[str, Any]:
    place = f"{file}: [tool.klingmock]"
    if not isinstance(section, dict):
        raise CommandError(f"{place}: must be a table")
    found = {str(key).replace("-", "_"): value for key, value in section.items()}
    unknown = sorted(set(found) - set(SETTINGS))
    if unknown:
        known = ", ".join(name.replace("_", "-") for name in SETTINGS)
        raise CommandError(f"{place}: unknown {', '.join(unknown)}; known: {known}")
    return {name: _value(name, value, place) for name, value in found.items()}


def _value(name: str, value: object, place: str) -> Any:
    if SETTINGS[name].many:
        several = value if isinstance(value, list) else [value]
        return [_scalar(name, one, place) for one in several]
    return value if isinstance(value, bool) else _scalar(name, value, place)


def _scalar(name: str, value: object, place: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        kind = "text or a list of texts" if SETTINGS[name].many else "text or a number"
        raise CommandError(f"{place}: {name.replace('_', '-')} must be {kind}, not {value!r}")
    return str(value)

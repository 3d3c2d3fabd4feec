"""Finds scenarios, those that are shipped and the user's own, and says where in a file something is wrong."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from contracts.number import exact
from mockserver.core.faults import FaultKind
from mockserver.core.faults.fault_error import hint
from mockserver.core.scenario import Scenario, ScenarioError, parse_scenario

__all__ = ["ScenarioFileError", "find_scenario", "shipped_names", "shipped_scenarios"]

_ENDING = ".toml"
_SHELF = "mockserver.scenarios"
_Kinds = Mapping[str, type[FaultKind]]


class ScenarioFileError(ValueError):
    """A scenario cannot be read: the message names the file, the table, the key and what is known there."""


def shipped_names() -> tuple[str, ...]:
    """Name the scenarios that are shipped."""
    names = (entry.name for entry in _shelf().iterdir())
    return tuple(sorted(name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING)))


def shipped_scenarios(kinds: _Kinds) -> Mapping[str, Scenario]:
    """Read every scenario that is shipped; *kinds* are those of faults that it may name."""
    return {name: _shipped(name, kinds) for name in shipped_names()}


def find_scenario(word: str, kinds: _Kinds) -> Scenario:
    """
    Read a scenario: one that is shipped, by its name, or a file.

    Raises:
        ScenarioFileError: There is none, or something in it is wrong.
    """
    if word in shipped_names():
        return _shipped(word, kinds)
    file = Path(word)
    if file.suffix != _ENDING and not file.is_file():
        raise ScenarioFileError(
            f"no scenario is called {word!r}, nor is there such a file; {hint(word, shipped_names())}"
        )
    return _read(file, word, kinds)


def _shelf() -> Traversable:
    return files(_SHELF)


def _shipped(name: str, kinds: _Kinds) -> Scenario:
    return _read(_shelf() / f"{name}{_ENDING}", f"{name}{_ENDING}", kinds)


def _read(file: Traversable | Path, shown: str, kinds: _Kinds) -> Scenario:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=exact)
    except OSError as error:
        raise ScenarioFileError(f"{shown}: cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise ScenarioFileError(f"{shown}: is no TOML: {error}") from error
    try:
        return parse_scenario(data, name=file.name.removesuffix(_ENDING), kinds=kinds)
    except ScenarioError as error:
        said = "; ".join(f"{_place(pointer)}: {detail}" for pointer, detail in error.errors)
        raise ScenarioFileError(f"{shown}: {said}") from error


def _place(pointer: str) -> str:
    """Say where in the file: ``[faults 2] when.nth``, as the contracts say it."""
    first, *rest = pointer[1:].split("/")
    if first == "faults" and rest:
        key = ".".join(rest[1:])
        return f"[faults {int(rest[0]) + 1}]{f' {key}' if key else ''}"
    return ".".join([f"top level {first}", *rest])

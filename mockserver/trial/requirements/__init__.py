"""
Requirement sets: which habits a client is to keep, and how grave it is when it does not.

One TOML file for each revision of the contracts, never changed again: so that a client that was acquitted under one is
acquitted under it still, whatever habits are found later.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from mockserver.trial import habits as all_habits

__all__ = ["RequirementsError", "read_requirements", "revisions"]

_SEVERITIES = ("error", "warning")


class RequirementsError(ValueError):
    """There is no such set of requirements, or it is wrong."""


def revisions() -> tuple[str, ...]:
    """Name every revision that has a set, the oldest first."""
    found = (file.name for file in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def read_requirements(name: str) -> Mapping[str, str]:
    """
    Read a set: a revision, or a file of one's own; return the severity of each habit in it.

    Raises:
        RequirementsError: There is none, or it is wrong.
    """
    if name in revisions():
        text = files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    elif name.endswith(".toml"):
        try:
            text = Path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RequirementsError(f"{name}: {error}") from error
    else:
        raise RequirementsError(f"{name!r} is no revision; known: {', '.join(revisions())}, or a TOML file")
    try:
        habits = tomllib.loads(text).get("habits")
    except tomllib.TOMLDecodeError as error:
        raise RequirementsError(f"{name}: {error}") from error
    if not isinstance(habits, dict) or not habits:
        raise RequirementsError(f"{name}: a table [habits] is missing")
    for habit, severity in habits.items():
        if habit not in all_habits.HABITS:
            raise RequirementsError(f"{name}: {habit!r} is no habit; known: {', '.join(all_habits.HABITS)}")
        if severity not in _SEVERITIES:
            raise RequirementsError(f"{name}: {habit} is to be error or warning, not {severity!r}")
    return habits

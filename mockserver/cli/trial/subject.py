"""Which client is tried, as the command line has it."""

import inspect
import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mockserver.cli.program import CommandError
from mockserver.cli.trial.told import Place
from mockserver.trial.subjects import JsonLines, PerCase, PythonObject, Subject, find_factory

__all__ = ["ChosenSubject", "find_subject"]


@dataclass(frozen=True, slots=True)
class ChosenSubject:
    """*name* is what the report calls it, *again* the options that choose it, *place* where it is written."""

    subject: Subject
    name: str
    again: str
    place: Place | None


def find_subject(python: str | None, command: Sequence[str], *, per_case: bool) -> ChosenSubject:
    """
    Find and start the client.

    Raises:
        CommandError: None is named, or more than one.
        SubjectError: It cannot be found or started.
    """
    if (python is None) is not bool(command):
        raise CommandError("name one client: --python MODULE:FACTORY, or -- COMMAND...")
    if python is not None:
        _see_current_folder()
        factory = find_factory(python)
        return ChosenSubject(PythonObject(factory), python, f"--python {shlex.quote(python)}", _place_of(factory))
    shown = shlex.join(command)
    place = next((Place(one) for one in command if Path(one).is_file() and not Path(one).is_absolute()), None)
    if per_case:
        return ChosenSubject(PerCase(command), shown, f"--per-case -- {shown}", place)
    return ChosenSubject(JsonLines(command), shown, f"-- {shown}", place)


def _see_current_folder() -> None:
    """Let a module of the current folder be found, as ``python -m`` does."""
    if "" not in sys.path and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))


def _place_of(factory: Any) -> Place | None:
    try:
        file, line = inspect.getsourcefile(factory), inspect.getsourcelines(factory)[1]
    except (TypeError, OSError):
        return None
    inside = file is not None and Path(file).is_relative_to(Path.cwd())
    return Place(os.path.relpath(file), line) if file and inside else None

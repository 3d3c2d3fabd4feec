"""The page about trials: every habit with its scenes, and every server that is wrong on purpose."""

from collections.abc import Iterator

from mockserver.mutants import MUTANTS
from mockserver.trial.habits import HABITS
from mockserver.trial.tempo import VIRTUAL
from validator.derive.markdown import table

__all__ = ["habit_page"]

_INTRODUCTION = """
# Habits of good clients

`klingmock trial` provokes each of these habits in scenes of its own, and judges all of them in every case. A case runs
in a world of its own, whose clock stands but for the client's own sleep; so a poll interval, a pause and a deadline
are measured exactly, and waiting costs nothing. Of a habit that is broken, the shortest case is shown, call by call,
and saved as a file: `klingmock trial --replay FILE` plays it again, with the same bytes.

A habit that a client gives nothing to judge by, since it takes no callbacks or estimates no prices, is not judged.
"""

_MUTANTS = """
# Servers that are wrong on purpose

`klingmock trial --mutate-server -- pytest tests` runs a test suite once against each of these, and lists those that it
does not notice. The suite starts klingmock itself, by its fixtures or otherwise: the environment variable
`KLINGMOCK_MUTANT` tells the server how to be wrong.
"""


def habit_page() -> str:
    """Write the page."""
    return "\n".join([_INTRODUCTION.strip(), *_habits(), "", _MUTANTS.strip(), "", *_mutants()]).rstrip("\n") + "\n"


def _habits() -> Iterator[str]:
    for name, kind in HABITS.items():
        habit = kind()
        yield from ("", f"## {name}", "", habit.title, "", habit.reason, "", f"Source: {habit.source}.", "")
        titles = dict.fromkeys(scene.title for scene in habit.scenes(VIRTUAL))
        yield from (f"- {title}" for title in titles)


def _mutants() -> Iterator[str]:
    rows = ((f"`{name}`", mutant.summary) for name, mutant in MUTANTS.items())
    return table(("Mutant", "What is wrong"), rows)

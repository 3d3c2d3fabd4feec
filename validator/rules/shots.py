"""What the rules about shots share: reading their seconds and the video's, and giving them new ones."""

from __future__ import annotations

from typing import Any, Self

from msgspec import Struct

from contracts import Rule
from validator.case import Case, Pick
from validator.path import get, steps
from validator.rules.kind import settings
from validator.shape import Shape

__all__ = ["Shots", "seconds_of", "total_seconds"]

_LONGEST_DIGITS = 9  # a longer text of digits is no length anybody means, and int() of a huge one is slow
_LONGEST = 10**_LONGEST_DIGITS
_LONG = 60  # seconds; no shot but the last is made longer
_USUAL = {str(seconds): seconds for seconds in range(_LONG + 1)}


def seconds_of(value: object) -> int | None:
    """Return a shot's seconds: a text of digits or an integer; None for anything else."""
    if type(value) is str:
        usual = _USUAL.get(value)
        return _in_digits(value) if usual is None else usual
    return value if type(value) is int else None


def _in_digits(text: str) -> int | None:
    short = text.isascii() and text.isdigit() and len(text.lstrip("0")) <= _LONGEST_DIGITS
    return int(text) if short else None


def total_seconds(request: dict[str, Any], path: tuple[str, ...], default: object) -> int | None:
    """Return the video's seconds; None when they are no integer that anybody means."""
    value = get(request, path, default)
    if type(value) is float and value.is_integer():
        value = int(value)
    return value if type(value) is int and -_LONGEST <= value <= _LONGEST else None


class Shots(Struct, frozen=True):
    """The shots of *parameter*, each with its seconds in *item*; and the video's, in *total*, which has a default."""

    parameter: str
    path: tuple[str, ...]
    item: str
    total: str
    total_path: tuple[str, ...]
    default: object

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Read the settings ``item`` and ``total`` of *rule*."""
        found = settings(rule, "item", "total")
        total = found["total"]
        return cls(rule.parameter, steps(rule.parameter), found["item"], total, steps(total), shape.default(total))

    def read(self, request: dict[str, Any]) -> tuple[list[int | None], int] | None:
        """Return the seconds of each shot (None: unreadable) and the video's; None if there is nothing to compare."""
        shots, item = get(request, self.path), self.item
        total = total_seconds(request, self.total_path, self.default)
        if type(shots) is not list or total is None:
            return None
        return [seconds_of(shot.get(item)) if type(shot) is dict else None for shot in shots], total

    def wanted(self, case: Case) -> int:
        """Return the video's seconds, 1 where they cannot be read."""
        return total_seconds(case.request, self.total_path, self.default) or 1

    def give(self, case: Case, *, total: int, pick: Pick) -> None:
        """Make the shots sum to *total*, at least one second each; shots too many for that are removed."""
        shots = [shot for shot in case.array(self.parameter) if isinstance(shot, dict)][: max(total, 1)]
        if not shots:
            shots = [case.item(self.parameter, 1)]
        left = total
        for number, shot in enumerate(shots, start=1):
            spare = left - (len(shots) - number)
            seconds = spare if number == len(shots) else pick(range(1, min(max(spare, 1), _LONG) + 1))
            shot[self.item] = str(seconds)
            left -= seconds
        case.put(self.parameter, shots)

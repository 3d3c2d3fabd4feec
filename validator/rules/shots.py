"""What the rules about shots share: reading their seconds and the video's, and giving them new ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.path import ABSENT, get, steps
from validator.rules.kind import settings
from validator.shape import Shape

__all__ = ["Shots", "seconds_of", "total_seconds"]

_LONGEST_DIGITS = 9  # a longer text of digits is no length anybody means, and int() of a huge one is slow
_LONGEST = 10**_LONGEST_DIGITS
_LONG = 60  # seconds; no shot but the last is made longer


def seconds_of(value: object) -> int | None:
    """Return a shot's seconds: a text of digits or an integer; None for anything else."""
    if isinstance(value, str):
        short = value.isascii() and value.isdigit() and len(value.lstrip("0")) <= _LONGEST_DIGITS
        return int(value) if short else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value


def total_seconds(request: dict[str, Any], path: tuple[str, ...], default: object) -> int | None:
    """Return the video's seconds; None when they are no integer that anybody means."""
    value = get(request, path)
    if value is ABSENT:
        value = default
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LONGEST:
        return None
    return value


@dataclass(frozen=True, slots=True)
class Shots:
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
        shots = get(request, self.path)
        total = total_seconds(request, self.total_path, self.default)
        if not isinstance(shots, list) or total is None:
            return None
        return [seconds_of(shot.get(self.item)) if isinstance(shot, dict) else None for shot in shots], total

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

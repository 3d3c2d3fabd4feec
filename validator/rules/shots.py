"""What the rules about shots share: reading a shot's seconds, and giving shots new ones."""

from __future__ import annotations

from typing import Any

from validator.case import Case, Pick
from validator.path import ABSENT, get

__all__ = ["give_seconds", "seconds_of", "total_seconds"]

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


def give_seconds(case: Case, *, array: str, item: str, total: int, pick: Pick) -> None:
    """Make the shots sum to *total*, at least one second each; shots too many for that are removed."""
    shots = [shot for shot in case.array(array) if isinstance(shot, dict)][: max(total, 1)]
    if not shots:
        shots = [case.item(array, 1)]
    left = total
    for number, shot in enumerate(shots, start=1):
        spare = left - (len(shots) - number)
        seconds = spare if number == len(shots) else pick(range(1, min(max(spare, 1), _LONG) + 1))
        shot[item] = str(seconds)
        left -= seconds
    case.put(array, shots)

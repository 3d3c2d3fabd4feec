"""Where a value stands in a request: the contract's names, JSON Pointers, and the way from one to the other."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

__all__ = ["ABSENT", "Absent", "bare_values", "get", "name_of", "pointer", "pointer_of", "sent", "steps", "values"]


class Absent:
    """The type of `ABSENT`: what stands where nothing was sent, which is not null."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()


@lru_cache(maxsize=4096)
def steps(name: str) -> tuple[str, ...]:
    """
    Split a parameter's name.

    >>> steps("model_params.multi_prompt[].prompt")
    ('model_params', 'multi_prompt', '[]', 'prompt')
    """
    return tuple(name.replace("[]", ".[]").split("."))


def name_of(place: list[str | int]) -> str:
    """
    Return the parameter's name for a path of members and indexes.

    >>> name_of(["model_params", "multi_prompt", 0, "prompt"])
    'model_params.multi_prompt[].prompt'
    """
    name = ""
    for step in place:
        name += "[]" if isinstance(step, int) else f".{step}" if name else step
    return name


def pointer_of(place: list[str | int]) -> str:
    """
    Return the JSON Pointer for a path of members and indexes.

    >>> pointer_of(["a/b", 0])
    '/a~1b/0'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in place)


def pointer(name: str) -> str:
    """
    Return the JSON Pointer of a parameter without ``[]`` in its name.

    >>> pointer("model_params.multi_prompt")
    '/model_params/multi_prompt'
    """
    return "/" + name.replace(".", "/")


def get(request: dict[str, Any], path: tuple[str, ...], default: Any = ABSENT) -> Any:
    """Return the value at *path* (no ``[]`` in it), or *default*."""
    value: Any = request
    for step in path:
        if type(value) is not dict or step not in value:
            return default
        value = value[step]
    return value


def sent(request: dict[str, Any], path: tuple[str, ...]) -> bool:
    """Say whether something was sent at *path*; an empty array is nothing."""
    value = get(request, path)
    return value is not ABSENT and value != []


def values(request: dict[str, Any], path: tuple[str, ...]) -> list[tuple[str, Any]]:
    """Return each value at *path* with its JSON Pointer; ``[]`` stands for every item."""
    found: list[tuple[str, Any]] = [("", request)]
    for step in path:
        if step == "[]":
            found = [
                (f"{at}/{number}", item)
                for at, value in found
                if isinstance(value, list)
                for number, item in enumerate(value)
            ]
        else:
            found = [(f"{at}/{step}", value[step]) for at, value in found if isinstance(value, dict) and step in value]
    return found


def bare_values(request: dict[str, Any], path: tuple[str, ...]) -> list[Any]:
    """Return the same without the pointers."""
    return [value for _, value in values(request, path)]

"""Where a value stands in a request: the contract's names, JSON Pointers, and the way from one to the other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

__all__ = ["ABSENT", "Absent", "get", "name_of", "pointer", "pointer_of", "sent", "steps", "values"]


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


def get(request: dict[str, Any], path: tuple[str, ...]) -> Any:
    """Return the value at *path* (no ``[]`` in it), or `ABSENT`."""
    value: Any = request
    for step in path:
        if not isinstance(value, dict):
            return ABSENT
        value = value.get(step, ABSENT)
    return value


def sent(request: dict[str, Any], path: tuple[str, ...]) -> bool:
    """Say whether something was sent at *path*; an empty array is nothing."""
    value = get(request, path)
    return value is not ABSENT and value != []


def values(request: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Yield each value at *path* with its JSON Pointer; ``[]`` stands for every item."""
    if len(path) == 1:
        name = path[0]
        return iter(((f"/{name}", request[name]),)) if name in request else iter(())
    return _values(request, path, "")


def _values(value: Any, path: tuple[str, ...], at: str) -> Iterator[tuple[str, Any]]:
    if not path:
        yield at, value
    elif path[0] == "[]":
        if isinstance(value, list):
            for number, item in enumerate(value):
                yield from _values(item, path[1:], f"{at}/{number}")
    elif isinstance(value, dict) and path[0] in value:
        yield from _values(value[path[0]], path[1:], f"{at}/{path[0]}")

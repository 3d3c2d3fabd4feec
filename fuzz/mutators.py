"""
How an input becomes the next: by its bytes, by its lines, or as the JSON value that it is.

libFuzzer changes bytes, which seldom leaves JSON or TOML intact; half of the time the shape is kept, and what is in it
changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Any, Protocol

__all__ = ["MUTATORS", "Mutate", "Raw"]

Raw = Callable[[bytes, int], bytes]
"""Changes bytes without any idea of what they mean: libFuzzer's own way."""

_EDGES: tuple[Any, ...] = (
    *(None, True, False, "", [], {}, 0, -1, 1, 5, 2**31, 2**63, 2**64, 10**30, 0.1, 1e308, -0.0, 5e-324),
    *("\x00", "\ufeff", "\u202e", "\ud83d\ude00", "0", "-1", "1e400", "NaN", "x" * 3000, "//", "://", "%00", "[[", "{"),
)
_LINE_EDGES = (b"1e9999999999999999999", b"inf", b"nan", b"-0", b"[]", b"{}", b'""', b"true", b"0x10", b"2026-01-01")
_SHAPED = 0.75  # of the time the shape is kept
_MOST_CHANGES = 4


class Mutate(Protocol):
    """Changes an input into one of no more than *most* bytes."""

    def __call__(self, data: bytes, most: int, /, *, luck: Random, raw: Raw) -> bytes:
        """Return the next input."""


def _bytes(_: Iterable[bytes]) -> Mutate:
    def mutate(data: bytes, most: int, /, *, luck: Random, raw: Raw) -> bytes:
        del luck
        return raw(data, most)

    return mutate


def _json(seeds: Iterable[bytes]) -> Mutate:
    """Make a mutator of JSON that knows the names and values of *seeds*."""
    pool = [value for seed in seeds for value in _inside(_loaded(seed))]
    names = sorted({name for value in pool if isinstance(value, dict) for name in value}) or ["a"]

    def mutate(data: bytes, most: int, /, *, luck: Random, raw: Raw) -> bytes:
        value = _loaded(data)
        if value is None or luck.random() > _SHAPED:
            return raw(data, most)
        for _ in range(luck.randint(1, _MOST_CHANGES)):
            value = _changed(value, luck, pool, names)
        text = json.dumps(value, ensure_ascii=luck.random() < 0.5)  # noqa: PLR2004 - one way or the other
        changed = text.encode("utf-8", "surrogatepass")
        return changed if len(changed) <= most else raw(data, most)

    return mutate


def _lines(seeds: Iterable[bytes]) -> Mutate:
    """Make a mutator of lines that knows the lines of *seeds*."""
    pool = sorted({line for seed in seeds for line in seed.split(b"\n")}) or [b""]

    def mutate(data: bytes, most: int, /, *, luck: Random, raw: Raw) -> bytes:
        if luck.random() > _SHAPED:
            return raw(data, most)
        lines = data.split(b"\n")
        for _ in range(luck.randint(1, _MOST_CHANGES)):
            _change_lines(lines, luck, pool)
        changed = b"\n".join(lines)
        return changed if len(changed) <= most else raw(data, most)

    return mutate


MUTATORS: dict[str, Callable[[Iterable[bytes]], Mutate]] = {"bytes": _bytes, "json": _json, "lines": _lines}
"""The ways by name; each is made of the seeds, from which it takes its words."""


def _change_lines(lines: list[bytes], luck: Random, pool: list[bytes]) -> None:
    at = luck.randrange(len(lines))
    match luck.randrange(6):
        case 0:
            del lines[at : at + luck.randint(1, 3)]
            lines += [b""] * (not lines)
        case 1:
            lines.insert(at, luck.choice(lines))
        case 2:
            lines.insert(at, luck.choice(pool))
        case 3:
            lines[at] = luck.choice(pool)
        case 4:
            name, sign, _ = lines[at].partition(b"=")
            lines[at] = name + sign + luck.choice((luck.choice(pool).partition(b"=")[2], *_LINE_EDGES))
        case _:
            other = luck.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]


def _changed(value: Any, luck: Random, pool: list[Any], names: list[str]) -> Any:
    """Return *value* with one thing changed, somewhere in it."""
    if not isinstance(value, dict | list) or not value or luck.random() < 0.2:  # noqa: PLR2004 - rather deeper
        return _other(value, luck, pool, names)
    place: Any = luck.choice(list(value)) if isinstance(value, dict) else luck.randrange(len(value))
    copy = value.copy()
    if luck.random() < 0.15:  # noqa: PLR2004 - rather deeper
        del copy[place]
    else:
        copy[place] = _changed(copy[place], luck, pool, names)
    return copy


def _other(value: Any, luck: Random, pool: list[Any], names: list[str]) -> Any:
    choice = luck.randrange(6)
    if isinstance(value, dict) and choice < 3:  # noqa: PLR2004 - half of the time
        return {**value, luck.choice(names): luck.choice(pool or [None])}
    if isinstance(value, list) and choice < 3:  # noqa: PLR2004 - half of the time
        return [*value, luck.choice(value or pool or [None])] * luck.choice((1, 1, 1, 2, 7))
    if isinstance(value, str) and choice < 2:  # noqa: PLR2004 - a third of the time
        at = luck.randint(0, len(value))
        return value[:at] + str(luck.choice(_EDGES)) + value[at + luck.randint(0, 3) :]
    if isinstance(value, int) and choice == 0:
        return value + luck.choice((-1, 1))
    if choice == 1:
        return luck.choice(([value], {luck.choice(names): value}, str(value)))
    return luck.choice(pool or [None]) if choice < 4 else luck.choice(_EDGES)  # noqa: PLR2004 - more of what is known


def _loaded(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _inside(value: Any) -> Iterator[Any]:
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _inside(inner)

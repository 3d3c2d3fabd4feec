"""Which reading of each dispute is taken: a preset, changed where one likes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from contracts import PRESETS, disputes
from validator.errors import UnknownReadingError, nearest

__all__ = ["Readings", "ReadingsLike"]


class Readings(Mapping[str, str]):
    """
    The reading taken of every dispute; frozen and hashable.

    >>> Readings.of("lenient")["quality-4k"]
    'accepted'
    >>> Readings.of({"preset": "public", "usd-rate": "72"}).to_dict()
    {'preset': 'public', 'usd-rate': '72'}
    """

    __slots__ = ("_changed", "_hash", "_preset", "_taken")

    def __init__(self, preset: str = "strict", changed: tuple[tuple[str, str], ...] = ()) -> None:
        if preset not in PRESETS:
            raise UnknownReadingError(f"unknown preset {preset!r}; {nearest(preset, PRESETS)}")
        taken = {name: dispute.under(preset) for name, dispute in disputes().items()}
        for name, reading in changed:
            if name not in taken:
                raise UnknownReadingError(f"unknown dispute {name!r}; {nearest(name, taken)}")
            known = disputes()[name].readings
            if reading not in known:
                raise UnknownReadingError(f"dispute {name} has no reading {reading!r}; {nearest(reading, known)}")
        self._preset = preset
        self._changed = tuple(
            sorted((name, reading) for name, reading in dict(changed).items() if taken[name] != reading)
        )
        self._taken = taken | dict(self._changed)
        self._hash = hash(tuple(self._taken.items()))

    @classmethod
    def of(cls, value: ReadingsLike = None) -> Readings:
        """
        Make readings of a preset's name, a mapping (its key ``preset`` names the preset it starts from), or readings.

        Raises:
            UnknownReadingError: A preset, dispute or reading does not exist; the message names the nearest.
        """
        if isinstance(value, Readings):
            return value
        if value is None:
            return _strict()
        if isinstance(value, str):
            return _cached(value, ())
        given: object = value
        pairs = list(given.items()) if isinstance(given, Mapping) else [(given, given)]
        if not all(isinstance(part, str) for pair in pairs for part in pair):
            raise UnknownReadingError(
                "readings are the name of a preset, or an object of dispute and reading, both strings"
            )
        changed = dict(value)
        return _cached(changed.pop("preset", "strict"), tuple(changed.items()))

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Readings:
        """
        Make readings of words as a command line has them: a preset's name, and ``dispute=reading``.

        >>> Readings.from_words(("lenient", "usd-rate=68"))["usd-rate"]
        '68'
        """
        presets = [word for word in words if "=" not in word]
        if len(presets) > 1:
            raise UnknownReadingError(f"one preset at a time, not {' and '.join(presets)}")
        pairs = [word.partition("=") for word in words if "=" in word]
        return cls.of({"preset": presets[0] if presets else "strict"} | {name: reading for name, _, reading in pairs})

    def __getitem__(self, dispute: str) -> str:
        return self._taken[dispute]

    def __iter__(self) -> Iterator[str]:
        return iter(self._taken)

    def __len__(self) -> int:
        return len(self._taken)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self._taken == other._taken if isinstance(other, Readings) else NotImplemented

    def __repr__(self) -> str:
        return f"Readings({self._preset!r}, {self._changed!r})"

    def to_dict(self) -> dict[str, str]:
        """Return the JSON form: the preset and what is changed in it."""
        return {"preset": self._preset, **dict(self._changed)}


ReadingsLike = Readings | Mapping[str, str] | str | None


@cache
def _strict() -> Readings:
    return Readings()


@lru_cache(maxsize=512)
def _cached(preset: str, changed: tuple[tuple[str, str], ...]) -> Readings:
    return Readings(preset, changed)

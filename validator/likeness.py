"""
What two requests must share for the judge to find the same in both.

A year of traffic has millions of prompts and addresses, and a few hundred ways to combine everything else. Of an
ordinary text no rule sees more than that it is there, so requests that differ only in such texts are alike.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from contracts import Parameter
from validator.path import steps
from validator.shape import Shape
from validator.signs import Sign

__all__ = ["LONGEST_TAKEN", "ORDINARY", "FreeText", "Likeness"]

ORDINARY = ...  # no value that JSON can have equals it
LONGEST_TAKEN = 64  # characters of a text that is compared as it stands
_MOST_ITEMS = 16
_FORMATS = (None, "url")

_Path = tuple[str, ...]
_Tests = tuple[tuple[_Path, Callable[[Any], object]], ...]


class FreeText(Struct, frozen=True):
    """A free text: ordinary from *shortest* to *longest* characters if none of *questions* is answered with yes."""

    shortest: int
    longest: int
    questions: tuple[Callable[[Any], object], ...]

    @classmethod
    def strictest(cls, texts: Iterable[FreeText]) -> FreeText:
        """Return one of which a value is ordinary only if it is an ordinary one of all *texts*."""
        known = tuple(texts)
        return cls(
            max(text.shortest for text in known),
            min(text.longest for text in known),
            tuple(dict.fromkeys(question for text in known for question in text.questions)),
        )

    def shown(self, value: str) -> Hashable | None:
        """Return what the judge sees of *value*, the same for all ordinary texts; None if it needs a close look."""
        for question in self.questions:
            if question(value):
                return None
        length = len(value)
        if length < self.shortest:
            return value if length <= LONGEST_TAKEN else None
        return ORDINARY if length <= self.longest else (length, len(value.encode("utf-16-le")))


class _Unlike(Exception):  # noqa: N818 - a way out of the walk, no error
    """There is something in the request that is not worth comparing."""


class Likeness:
    """
    Tells by what a request is like others of its model, under the readings of its judge.

    `texts` are the free texts among its members.
    """

    def __init__(self, shape: Shape, signs: Iterable[Sign]) -> None:
        asked = tuple(signs)
        self._known = {steps(name) for name in shape.parameters}
        self._texts: Mapping[_Path, FreeText] = {
            steps(name): _text(parameter, [sign for sign in asked if sign.path == steps(name)])
            for name, parameter in shape.parameters.items()
            if "string" in parameter.types and not parameter.enum and parameter.format in _FORMATS
        }
        self.texts: Mapping[str, FreeText] = {
            path[0]: text for path, text in self._texts.items() if len(path) == 1 and path != ("model",)
        }

    def implies(self, other: Likeness) -> bool:
        """Whether requests that are alike here are alike for *other*, of the same model under other readings, too."""
        return self._known >= other._texts.keys() and all(
            FreeText.strictest((text, other._texts[path])) == text if path in other._texts else path not in other._known
            for path, text in self._texts.items()
        )

    def of(self, request: dict[str, Any]) -> Hashable | None:
        """
        Return what *request* shares with all those that have the same errors and the same price.

        *request* comes from a strict JSON parser, and nothing is known of its media. None where it is not worth
        comparing: a text needs a close look, is long, or is one of many.
        """
        try:
            return tuple(self._members(request))
        except _Unlike:
            return None

    def _members(self, request: dict[str, Any]) -> list[Any]:
        seen: list[Any] = []
        texts = self.texts
        for name, value in request.items():
            kind = type(value)
            seen.append(name)
            if kind is str:
                text = texts.get(name)
                if text is None:
                    seen.append(_taken(value))
                else:
                    seen.append(_shown(value, text))
            elif kind is dict or kind is list:
                seen.append(tuple(self._inside(value, (name,))))
            else:
                seen.append(kind)  # true is not 1, and 1.0 is neither
                seen.append(value)
        return seen

    def _inside(self, value: Any, path: _Path) -> Iterator[Any]:
        if len(value) > _MOST_ITEMS:
            raise _Unlike
        kind = type(value)
        yield kind
        for name, member in value.items() if kind is dict else (("[]", item) for item in value):
            yield name
            inner = type(member)
            if inner is str:
                text = self._texts.get((*path, name))
                yield _taken(member) if text is None else _shown(member, text)
            elif inner is dict or inner is list:
                yield tuple(self._inside(member, (*path, name)))
            else:
                yield inner
                yield member


def _text(parameter: Parameter, signs: list[Sign]) -> FreeText:
    lengths = [parameter.max_length, *(sign.test.length for sign in signs)]
    questions = [sign.test.types.get(str) for sign in signs if sign.test.length is None]
    return FreeText(
        shortest=max(parameter.min_length or 0, 1),
        longest=min((length for length in lengths if length is not None), default=LONGEST_TAKEN**2),
        # Whether a text is empty is told from its length.
        questions=tuple(one for one in questions if callable(one) and one is not bool),
    )


def _shown(value: str, text: FreeText) -> Hashable:
    shown = text.shown(value)
    if shown is None:
        raise _Unlike
    return shown


def _taken(value: str) -> str:
    if len(value) > LONGEST_TAKEN:
        raise _Unlike
    return value

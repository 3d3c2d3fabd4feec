"""
Rows of a log, recognised without a close look.

Most rows consist of nothing but members that some contract knows. Such a row is read into a record of these, its
ordinary texts are left out while it is read, and the rest tells all that is found in the row: nearly every one is like
some that came before.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, UnsetType, defstruct
from msgspec.structs import astuple

from contracts import load, model_names
from mockserver.audit.block import Block
from mockserver.audit.free_texts import free_texts, is_ordinary
from mockserver.audit.readers import read_line
from mockserver.audit.row import NOTHING_BESIDE, Beside, Broken, Row, beside
from mockserver.audit.weighing import Weighed, Weigher
from validator.likeness import ORDINARY, FreeText

__all__ = ["Memo"]

_MOST_REMEMBERED = 16_384
_LONGEST_TEXT = 64
_MOST_BITS = 64
_UNREADABLE = (msgspec.DecodeError, ValueError, RecursionError)

_NAMES = tuple(
    sorted({name.partition(".")[0].removesuffix("[]") for one in model_names() for name in load(one).parameters})
)

_NEVER_ORDINARY = FreeText(0, 0, (lambda _: True,))

_Like = tuple[Any, ...]
"""What a row shares with all those in which the same is found."""

_NOTHING: _Like = ()


class Memo:
    """Remembers how *weigher* weighed rows; its memory is bounded."""

    def __init__(self, weigher: Weigher) -> None:
        self._weigher = weigher
        self._known: dict[_Like, Weighed] = {}
        self._kinds = _kinds(free_texts(weigher.outcomes))

    def weigh(self, data: bytes, *, first: int) -> Block:
        """Weigh lines of JSON, of which *first* is the number of the first; empty ones have no row."""
        lines = data.split(b"\n")
        following = first + len(lines) - 1
        if data.endswith(b"\n"):
            lines.pop()
        likes, besides = self._read(lines)
        try:
            weighed = [*map(self._known.get, likes)]
        except TypeError:
            likes = [like if _is_comparable(like) else _NOTHING for like in likes]
            weighed = [*map(self._known.get, likes)]
        block = Block(range(first, first + len(weighed)), weighed, besides, following)
        if None in weighed:
            self._look(lines, likes, block)
        return block

    def _read(self, lines: list[bytes]) -> tuple[list[_Like], list[Beside]]:
        """
        Return what each line is like, and what stands beside it, if that does anywhere.

        A line is like nothing if it is no row, or has members that no contract knows.
        """
        for kind in self._kinds:
            try:
                records = [*map(kind.read, lines)]
            except _UNREADABLE:
                continue
            return [*map(kind.like, records)], [*map(kind.beside, records)] if kind.beside else []
        read = [self._read_one(line) for line in lines]
        return [like for like, _ in read], [one for _, one in read]

    def _read_one(self, line: bytes) -> tuple[_Like, Beside]:
        for kind in self._kinds:
            try:
                record = kind.read(line)
            except _UNREADABLE:
                continue
            return kind.like(record), kind.beside(record) if kind.beside else NOTHING_BESIDE
        return _NOTHING, NOTHING_BESIDE

    def _look(self, lines: list[bytes], likes: list[_Like], block: Block) -> None:
        """Look closely at those rows of *block* that were not recognised."""
        for place, known in enumerate(block.weighed):
            if known is not None:
                continue
            like = likes[place]
            block.weighed[place] = self._known.get(_typed(like))
            if block.weighed[place] is not None:
                continue
            row = read_line(block.lines[place], lines[place])
            if isinstance(row, Broken):
                block.broken.append(row)
            elif row is not None:
                block.weighed[place] = self._weigh(row, like)
                if block.beside:
                    block.beside[place] = row.beside

    def _weigh(self, row: Row, like: _Like) -> Weighed:
        """Weigh a row, and remember it by what it is *like*."""
        weighed = self._weigher.weigh(row)
        if like and weighed.shared and all(map(_is_small, like)):
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            # True equals 1, so where there may be either, their types tell them apart.
            self._known[_typed(like) if 0 in like or 1 in like else like] = weighed
        return weighed


class _Shown(tuple[Any, ...]):
    """
    What stands for the value of a parameter while a row is read: its type and itself, or what is seen of a free text.

    Each parameter has a class of its own. That of a list or an object has a text that is never ordinary.
    """

    __slots__ = ()
    text: FreeText
    is_ordinary: Callable[[str], bool]
    ordinary: "_Shown"


def _shown(kind: type[_Shown], value: object) -> _Shown:
    if type(value) is not str:
        return kind((type(value), repr(value) if isinstance(value, list | dict) else value))
    if kind.is_ordinary(value):
        return kind.ordinary
    shown = kind.text.shown(value)
    return kind((str, value)) if shown is None else kind((shown,))


def _class_of(name: str, text: FreeText) -> Any:
    kind: Any = type(name, (_Shown,), {"__slots__": (), "text": text, "is_ordinary": staticmethod(is_ordinary(text))})
    kind.ordinary = kind((ORDINARY,))
    return kind


class _Kind(NamedTuple):
    """A kind of rows: what reads one, and what says what it is like, and what stands beside it, if anything can."""

    read: Callable[[bytes], Any]
    like: Callable[[Any], _Like]
    beside: Callable[[Any], Beside] | None


def _kinds(texts: Mapping[str, FreeText]) -> tuple[_Kind, _Kind]:
    """Make the kinds of rows: a request, and one with something beside it."""
    kinds = {name: _class_of(name, text) for name, text in texts.items()}
    for model in model_names():
        for name, parameter in load(model).parameters.items():
            if name in _NAMES and not {"array", "object"}.isdisjoint(parameter.types):
                kinds[name] = _class_of(name, _NEVER_ORDINARY)
    members: list[Any] = [(name, kinds[name] | UnsetType if name in kinds else Any, UNSET) for name in _NAMES]
    request = defstruct("_Request", members, forbid_unknown_fields=True, gc=False)
    members = [("request", request), *((name, Any, UNSET) for name in ("at", "key", "credits_used"))]
    row = defstruct("_Row", members, forbid_unknown_fields=True, gc=False)
    return _kind(request, astuple, None), _kind(row, _charged, lambda row: beside(row.at, row.key))


def _kind(record: type, like: Callable[[Any], _Like], also: Callable[[Any], Beside] | None) -> _Kind:
    # A float equals a whole number of the same size, so it is kept as it is written.
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(
        record, dec_hook=_shown, float_hook=lambda text: ("float", text)
    )
    return _Kind(decoder.decode, like, also)


def _charged(row: Any) -> _Like:
    return (*astuple(row.request), row.credits_used)


def _is_comparable(like: _Like) -> bool:
    """Whether there is no list or object in it, where no contract expects one."""
    try:
        hash(like)
    except TypeError:
        return False
    return True


def _typed(like: _Like) -> _Like:
    return (like, tuple(map(type, like)))


def _is_small(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _LONGEST_TEXT
    if isinstance(value, _Shown):
        return all(map(_is_small, value))
    return not isinstance(value, int) or value.bit_length() <= _MOST_BITS

"""``placeholder``: a text refers to an element or image by number, and there must be so many of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Self

from contracts import Rule
from validator.case import Case, Pick
from validator.media import Media
from validator.path import steps, values
from validator.rules.at_most import Groups, count
from validator.rules.kind import Breach, RuleKind, settings
from validator.shape import Shape
from validator.signs import Formula, Test, either

__all__ = ["Placeholder"]

_BRACKETS = Test({str: lambda text: "<<<" in text})
_LONGEST_NUMBER = 9  # digits; no list is longer, and int() of a huge text is slow


class Placeholder(RuleKind, frozen=True):
    """``<<<word_n>>>`` in *texts* refers to the n-th of the things in *counted*, from 1."""

    word: str
    texts: tuple[tuple[str, ...], ...]
    counted: Groups
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        found = settings(rule, "word", "texts", "counted")
        groups = tuple(shape.existing(group) for group in found["counted"])
        pattern = re.compile(rf"<<<{re.escape(found['word'])}_([0-9]+)>>>")
        texts = tuple(steps(name) for name in found["texts"])
        return cls(found["word"], texts, tuple(group for group in groups if group), pattern)

    def suspicion(self) -> Formula:
        """Suspect a text with angle brackets."""
        return either(self.texts, _BRACKETS)

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report each text that refers beyond the list."""
        return list(self._referring(request))

    def describe(self) -> str:
        """Say the rule."""
        return f"`<<<{self.word}_n>>>` in a text refers to one of the {self.word}s that the request lists"

    def breach(self, case: Case, pick: Pick) -> None:
        """Refer to the first one that is not there."""
        name = ".".join(pick(self.texts)).replace(".[]", "[]")
        case.put(name, f"<<<{self.word}_{count(case.request, self.counted) + 1}>>> appears.")

    def mend(self, case: Case, pick: Pick) -> None:
        """Let every text refer to nothing."""
        for path in self.texts:
            *way, last = path
            for _, holder in list(values(case.request, tuple(way))):
                if isinstance(holder, dict) and isinstance(holder.get(last), str):
                    holder[last] = self.pattern.sub("it", holder[last])

    def _referring(self, request: dict[str, Any]) -> Iterator[Breach]:
        there = count(request, self.counted)
        for path in self.texts:
            for at, text in values(request, path):
                if isinstance(text, str):
                    for message in self._beyond(text, there):
                        yield at, f"{path[-1]}: {message}"

    def _beyond(self, text: str, there: int) -> Iterator[str]:
        for digits in dict.fromkeys(self.pattern.findall(text)):
            number = int(digits) if len(digits.lstrip("0")) <= _LONGEST_NUMBER else there + 1
            if not 1 <= number <= there:
                have = f"the request lists {there}" if there else "the request lists none"
                yield f"<<<{self.word}_{digits[:_LONGEST_NUMBER]}>>> refers to nothing: {have}"

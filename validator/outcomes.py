"""Verdicts for millions of requests: the model, the price and the broken rules, found once for all that are alike."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct

from contracts import UnknownModelError
from validator.json_value import is_plain
from validator.judge import Judge, judge_for
from validator.likeness import FreeText
from validator.oracle import check
from validator.readings import Readings, ReadingsLike

__all__ = ["Outcome", "Outcomes"]

_MOST_REMEMBERED = 16_384
_LONGEST_NAME = 64


class Outcome(Struct, frozen=True, eq=False):
    """
    What `check` finds, without its words.

    `model` is None when none is named, `credits` None of an invalid request; `rules` are those of its errors in order.
    """

    model: str | None
    credits: Decimal | None
    rules: tuple[str, ...]


class Outcomes:
    """
    Judges requests of nothing but what they say, under one set of readings, and remembers.

    Requests that are alike are given the same object; memory is bounded.

    >>> outcomes = Outcomes()
    >>> boat, tree = ({"model": "kling-v3-text-to-video", "prompt": word} for word in ("A boat.", "A tree."))
    >>> outcomes.of(boat).credits, outcomes.of(boat) is outcomes.of(tree)
    (Decimal('27.0'), True)
    """

    def __init__(self, readings: ReadingsLike = None) -> None:
        self._readings = Readings.of(readings)
        self._remembered: dict[Hashable, Outcome] = {}
        self._judges: dict[str, Judge] = {}

    def of(self, request: Any) -> Outcome:
        """Return the outcome of *request*, which comes from a strict JSON parser, nested at most a hundred deep."""
        like = self._likeness(request)
        if like is None:
            return self._judge(request)
        found = self._remembered.get(like)
        if found is None:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[like] = self._judge(request)
        return found

    def texts(self, model: str) -> Mapping[str, FreeText]:
        """Return the free texts among the members of *model*'s requests; requests that differ in them may be alike."""
        judge = self._judge_for(model)
        return {} if judge is None else judge.likeness.texts

    def _likeness(self, request: Any) -> Hashable | None:
        if type(request) is not dict or type(model := request.get("model")) is not str:
            return None
        judge = self._judges.get(model) or self._judge_for(model)
        if judge is None:
            # Whatever else such a request says, it is refused for its model, as long as it is JSON.
            return model if len(model) <= _LONGEST_NAME and is_plain(request) else None
        return judge.likeness.of(request)

    def _judge_for(self, model: str) -> Judge | None:
        try:
            judge = self._judges[model] = judge_for(model, self._readings)
        except UnknownModelError:
            return None
        return judge

    def _judge(self, request: Any) -> Outcome:
        verdict = check(request, readings=self._readings, decoded=True)
        rules = tuple(dict.fromkeys(error.rule for error in verdict.errors))
        return Outcome(verdict.model, None if verdict.quote is None else verdict.quote.credits, rules)

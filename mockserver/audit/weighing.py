"""Weighs rows: what is found in each, what it costs, and how that differs from what was charged."""

from collections.abc import Hashable
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from msgspec import Struct

from mockserver.audit.reconciling import explain, is_explained_alike
from mockserver.audit.row import Row
from validator import Outcome, Outcomes, Readings

__all__ = ["Weighed", "Weigher", "weigher"]

_MOST_REMEMBERED = 16_384
_LONGEST_OPTION = 20

_Known = TypeVar("_Known")


class Weighed(Struct, frozen=True, eq=False):
    """
    What is added up of a row.

    *quality* and *sound* are as they were sent, *used* is what was charged, as far as it is known, and *because* what
    explains that it is not the price; "" if it is. If it is *shared*, all rows that are alike are weighed the same.
    """

    outcome: Outcome
    quality: str
    sound: str
    day: str
    key: str
    used: Decimal | None
    because: str
    shared: bool


class Weigher:
    """Weighs rows under one set of readings, and remembers."""

    def __init__(self, readings: Readings) -> None:
        self.outcomes = Outcomes(readings)
        self._readings = readings
        self._known: dict[Hashable, Weighed] = {}
        self._explained: dict[Hashable, str] = {}

    def weigh(self, row: Row) -> Weighed:
        """Judge and price a request, and compare its price with its charge."""
        request, used = row.request, row.used
        outcome = self.outcomes.of(request)
        quality, sound = _option(request, "quality"), _option(request, "sound")
        like = (outcome, quality, sound, row.day, row.key, used)
        weighed = self._known.get(like)
        if weighed is None:
            why, shared = ("", True) if used is None else self._explain(request, outcome, used)
            weighed = Weighed(*like, why, shared)
            if shared:
                _remember(self._known, like, weighed)
        return weighed

    def _explain(self, request: Any, outcome: Outcome, used: Decimal) -> tuple[str, bool]:
        """Explain a charge, and say whether the same explains it for every request of this outcome."""
        why = self._explained.get((outcome, used))
        if why is not None:
            return why, True
        why = explain(request, priced=outcome.credits, used=used, readings=self._readings)
        shared = self._is_shared(outcome, why, used)
        if shared:
            _remember(self._explained, (outcome, used), why)
        return why, shared

    def _is_shared(self, outcome: Outcome, why: str, used: Decimal) -> bool:
        looked = bool(why and used and outcome.credits is not None)  # at more than the outcome
        return not looked or (outcome.model is not None and is_explained_alike(outcome.model, self._readings))


@lru_cache(maxsize=8)
def weigher(readings: Readings) -> Weigher:
    """Return the weigher of *readings*, which remembers from one piece to the next."""
    return Weigher(readings)


def _remember(known: dict[Hashable, _Known], like: Hashable, what: _Known) -> None:
    if len(known) >= _MOST_REMEMBERED:
        known.clear()
    known[like] = what


def _option(request: Any, name: str) -> str:
    value = request.get(name) if isinstance(request, dict) else None
    return value[:_LONGEST_OPTION] if isinstance(value, str) else ""

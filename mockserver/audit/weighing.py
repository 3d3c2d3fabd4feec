"""Weighs rows: what is found in each, what it costs, and how that differs from what was charged."""

from collections.abc import Hashable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from msgspec import Struct

from mockserver.audit.reconciling import explain, is_explained_alike
from mockserver.audit.row import Row
from validator import Outcome, Outcomes, Readings

__all__ = ["Weighed", "Weigher", "weigher"]

_MOST_REMEMBERED = 16_384
_LONGEST_OPTION = 20


class Weighed(Struct, frozen=True, eq=False):
    """
    What is added up of a row, but for what stands beside its request.

    *quality* and *sound* are as they were sent, *used* is what was charged, as far as it is known, and *because* what
    explains that it is not the price; "" if it is. If it is *shared*, all rows that are alike are weighed the same.
    """

    outcome: Outcome
    quality: str
    sound: str
    used: Decimal | None
    because: str
    shared: bool


class Weigher:
    """Weighs rows under one set of readings, and remembers."""

    def __init__(self, readings: Readings) -> None:
        self.outcomes = Outcomes(readings)
        self._readings = readings
        self._known: dict[Hashable, Weighed] = {}

    def weigh(self, row: Row) -> Weighed:
        """Judge and price a request, and compare its price with its charge."""
        request, used = row.request, row.used
        outcome = self.outcomes.of(request)
        quality, sound = _option(request, "quality"), _option(request, "sound")
        like = (outcome, quality, sound, used)
        weighed = self._known.get(like)
        if weighed is None:
            why = "" if used is None else explain(request, priced=outcome.credits, used=used, readings=self._readings)
            weighed = Weighed(*like, why, self._is_shared(outcome, why, used))
            if weighed.shared:
                if len(self._known) >= _MOST_REMEMBERED:
                    self._known.clear()
                self._known[like] = weighed
        return weighed

    def _is_shared(self, outcome: Outcome, why: str, used: Decimal | None) -> bool:
        looked = bool(why and used and outcome.credits is not None)  # at more than the outcome
        return not looked or (outcome.model is not None and is_explained_alike(outcome.model, self._readings))


@lru_cache(maxsize=8)
def weigher(readings: Readings) -> Weigher:
    """Return the weigher of *readings*, which remembers from one piece to the next."""
    return Weigher(readings)


def _option(request: Any, name: str) -> str:
    value = request.get(name) if isinstance(request, dict) else None
    return value[:_LONGEST_OPTION] if isinstance(value, str) else ""

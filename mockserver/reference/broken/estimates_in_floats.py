"""``estimates-in-floats``: see the class."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.prices import credits_a_second, seconds

__all__ = ["EstimatesInFloats"]


def _credits_a_second(request: Mapping[str, Any]) -> float:
    return float(credits_a_second(request))


class EstimatesInFloats(BrokenClient):
    """Reckons money in floats: 36.018000000000004 credits are none."""

    habit = "estimate-equals-oracle"
    bug_class = BugClass.WRONG_ESTIMATE

    def estimate(self, request: Mapping[str, Any]) -> Decimal:
        return Decimal(str(sum(_credits_a_second(request) for _ in range(seconds(request)))))

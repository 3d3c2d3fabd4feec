"""``estimates-without-sound``: see the class."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass

__all__ = ["EstimatesWithoutSound"]


class EstimatesWithoutSound(BrokenClient):
    """Forgets that sound costs more."""

    habit = "estimate-equals-oracle"
    bug_class = BugClass.WRONG_ESTIMATE

    def estimate(self, request: Mapping[str, Any]) -> Decimal:
        return super().estimate({**request, "sound": "off"})

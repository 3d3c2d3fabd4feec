"""``estimates-the-product``: see the class."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass

__all__ = ["EstimatesTheProduct"]


class EstimatesTheProduct(BrokenClient):
    """Multiplies the multipliers of quality and sound, which on the price pages is not the price of both."""

    habit = "estimate-equals-oracle"
    bug_class = BugClass.WRONG_ESTIMATE

    def estimate(self, request: Mapping[str, Any]) -> Decimal:
        plain = super().estimate({**request, "quality": "720p", "sound": "off"})
        quality = super().estimate({**request, "sound": "off"}) / plain
        sound = super().estimate({**request, "quality": "720p"}) / plain
        return plain * quality * sound

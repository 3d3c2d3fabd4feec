"""``duplicate``: a callback that has arrived is sent again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from mockserver.core.faults import Phase, number_between, setting, span
from mockserver.core.meddling import CallbackFault, Meddling

__all__ = ["Duplicate"]

_MOST_COPIES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate(CallbackFault):
    """Copies are beside the plan: one that fails is not tried again, and no fault meets it."""

    summary: ClassVar[str] = "Send a callback again after it has arrived, under the same id."
    example: ClassVar[Mapping[str, Any]] = {"on": "callback", "do": "duplicate", "copies": 2, "gap": "3s"}

    copies: int = setting(number_between(1, _MOST_COPIES), "how many more", default=1)
    gap: timedelta = setting(span, "world time from the end of one to the next", default=timedelta())

    def meddle(self, phase: Phase) -> Meddling:  # noqa: ARG002 - it has one only
        """Let copies follow."""
        many = "1 copy follows" if self.copies == 1 else f"{self.copies} copies follow"
        return Meddling(says=(f"{many} its success",), copies=self.copies, gap=self.gap)

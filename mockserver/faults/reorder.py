"""``reorder``: a callback is overtaken by others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from mockserver.core.faults import Phase, count, setting, span
from mockserver.core.meddling import CallbackFault, Meddling

__all__ = ["Reorder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorder(CallbackFault):
    """Attempts of all other callbacks of the world count, also those that fail."""

    summary: ClassVar[str] = "Hold an attempt back until other callbacks of the world have left."
    example: ClassVar[Mapping[str, Any]] = {"on": "callback", "when": {"nth": 1}, "do": "reorder", "behind": 2}

    behind: int = setting(count, "how many others", default=1)
    at_most: timedelta = setting(span, "it leaves then, however few have", default=timedelta(minutes=1))

    def meddle(self, phase: Phase) -> Meddling:  # noqa: ARG002 - it has one only
        """Hold it back."""
        many = "another" if self.behind == 1 else f"{self.behind} others"
        return Meddling(says=(f"held back until {many} had left",), wait=self.at_most, behind=self.behind)

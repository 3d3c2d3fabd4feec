"""What was found wrong with a subject, in one case."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from mockserver.core.clock import format_instant
from mockserver.core.money import text

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    One breach of one habit.

    *calls* are the numbers of the calls that show it, *instants* their world times, *tasks* the tasks that it is about,
    *wasted* the credits that were paid for nothing.
    """

    habit: str
    message: str
    calls: tuple[int, ...] = ()
    instants: tuple[datetime, ...] = ()
    tasks: tuple[str, ...] = ()
    wasted: Decimal = Decimal(0)

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON, with money as text."""
        return {
            "habit": self.habit,
            "message": self.message,
            "calls": list(self.calls),
            "at": [format_instant(instant) for instant in self.instants],
            "tasks": list(self.tasks),
            "credits_wasted": text(self.wasted),
        }

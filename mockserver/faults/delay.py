"""``delay``: an attempt of a callback falls due later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from mockserver.core.faults import Delay as Pause
from mockserver.core.faults import setting, span
from mockserver.core.meddling import CallbackFault

__all__ = ["Delay"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay(CallbackFault):
    """The task has ended and can be polled meanwhile."""

    summary: ClassVar[str] = "Let an attempt fall due later, in the world's time. Joins with other faults."
    example: ClassVar[Mapping[str, Any]] = {"on": "callback", "do": "delay", "by": "5m"}
    joins: ClassVar[bool] = True

    by: timedelta = setting(span, "how much later")

    def delay(self, draw: int) -> Pause:  # noqa: ARG002 - nothing is drawn
        """Say how much later."""
        return Pause(self.by, real=False)

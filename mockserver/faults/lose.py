"""``lose``: a callback does not arrive, or the receiver's answer does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mockserver.core.faults import Phase
from mockserver.core.meddling import CallbackFault, Meddling

__all__ = ["Lose"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lose(CallbackFault):
    """In both phases the plan of retries goes on: in the phase after, the receiver gets the callback twice."""

    summary: ClassVar[str] = (
        "Lose an attempt: before, nothing is sent; after, it arrives and the receiver's answer is lost, so that it is "
        "tried again under the same id."
    )
    example: ClassVar[Mapping[str, Any]] = {"on": "callback", "when": {"attempt": 1}, "do": "lose", "phase": "after"}
    phases: ClassVar[tuple[Phase, ...]] = (Phase.BEFORE, Phase.AFTER)

    def meddle(self, phase: Phase) -> Meddling:
        """Lose it."""
        said = "nothing was sent" if phase is Phase.BEFORE else "the receiver's answer was lost"
        return Meddling(says=(said,), lost=phase)

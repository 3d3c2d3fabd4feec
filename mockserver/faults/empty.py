"""``empty``: success, and no body."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mockserver.core.faults import FaultKind, Moment, Phase, Spoilt

__all__ = ["Empty"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty(FaultKind):
    """A client that asks for the status only believes that all is well."""

    summary: ClassVar[str] = "Answer 200 without a body."
    example: ClassVar[Mapping[str, Any]] = {"on": "create", "when": {"nth": 1}, "do": "empty"}
    phases: ClassVar[tuple[Phase, ...]] = (Phase.AFTER, Phase.BEFORE)

    def spoil(self, moment: Moment) -> Spoilt:
        """Answer with nothing."""
        return Spoilt(moment.answer(200, b""), "answered 200 without a body")

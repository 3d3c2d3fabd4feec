"""``not-json``: the answer is called JSON, and is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mockserver.core.faults import FaultKind, Moment, Phase, Spoilt, number_between, setting, text

__all__ = ["NotJson"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotJson(FaultKind):
    """What an unhandled parse error in a client comes from."""

    summary: ClassVar[str] = "Answer with a body that is called JSON and is none."
    example: ClassVar[Mapping[str, Any]] = {"on": "query", "when": {"nth": 3}, "do": "not-json"}
    phases: ClassVar[tuple[Phase, ...]] = (Phase.AFTER, Phase.BEFORE)

    body: str = setting(text, "the body", default="upstream connect error or disconnect/reset before headers")
    status: int = setting(number_between(200, 599), "the HTTP status", default=200)

    def spoil(self, moment: Moment) -> Spoilt:
        """Answer with the text."""
        reply = moment.answer(self.status, self.body.encode("utf-8", "replace"))
        return Spoilt(reply, f"answered {self.status} with what is no JSON")

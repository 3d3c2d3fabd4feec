"""``early``: a callback arrives before the client knows the id of the task."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mockserver.core.meddling import CallbackFault

__all__ = ["Early"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Early(CallbackFault):
    """Decided when a task is created: it ends at once, and the answer waits for the first attempt of its callback."""

    summary: ClassVar[str] = (
        "Let a task end as soon as it is created, and answer the create call only after the first attempt of the "
        "callback has ended."
    )
    example: ClassVar[Mapping[str, Any]] = {"on": "callback", "when": {"nth": 1}, "do": "early"}
    hastens: ClassVar[bool] = True

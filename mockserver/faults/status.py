"""``status``: any HTTP error, with the body that the documentation gives it where it gives one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from mockserver.core.faults import FaultKind, Moment, Spoilt, number_between, setting, text
from mockserver.faults.error_answer import error_reply, retry_after, retry_after_as

__all__ = ["Status"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(FaultKind):
    """What is left out of *code*, *message* and *type* is as documented for this status and operation."""

    summary: ClassVar[str] = "Answer with an HTTP error, in the documented envelope."
    example: ClassVar[Mapping[str, Any]] = {
        "on": "create",
        "when": {"times": 2},
        "do": "status",
        "status": 503,
        "retry_after": "10s",
    }

    status: int = setting(number_between(400, 599), "the HTTP status, 400 to 599")
    code: str | None = setting(text, "`error.code`, as documented unless set", default=None)
    message: str | None = setting(text, "`error.message`, as documented unless set", default=None)
    type: str | None = setting(text, "`error.type`, as documented unless set", default=None)
    retry_after: timedelta | None = retry_after(None)
    retry_after_as: str = retry_after_as()

    def spoil(self, moment: Moment) -> Spoilt:
        """Answer with the error."""
        reply = error_reply(
            moment,
            self.status,
            changed={"code": self.code, "message": self.message, "type": self.type},
            retry=self.retry_after,
            retry_as=self.retry_after_as,
        )
        return Spoilt(reply, f"answered {self.status}")

"""What the gateway refuses, in the envelope that the documentation gives it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from contracts import ErrorAnswer, api
from mockserver.core.remarks import Remarks
from validator.violation import Violation

__all__ = ["RefusalError", "breaches", "envelope", "parameter"]

_NAMED_AT_MOST = 100
_LONGEST_MESSAGE = 500


@dataclass(eq=False)
class RefusalError(Exception):
    """
    The gateway refuses a call, with the answer called *name* in ``api.toml``.

    *message* replaces the documented one, *fill* completes it.
    """

    name: str
    _: KW_ONLY
    message: str | None = None
    param: str | None = None
    violations: Sequence[Violation] = ()
    remarks: Remarks = field(default_factory=Remarks)
    fill: Mapping[str, str | int] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()

    def answer(self, operation: str) -> ErrorAnswer:
        """Find the documented answer of *operation*."""
        return api().error(self.name, operation=operation)


def envelope(
    refusal: RefusalError, answer: ErrorAnswer, *, readings: Mapping[str, str], extended: bool
) -> dict[str, Any]:
    """Write a refusal (disputes: error-code-type; the credits page kept the older envelope)."""
    legacy = answer.always_legacy or readings["error-code-type"] == "integer"
    error: dict[str, Any] = {
        "code": answer.status if legacy else answer.code,
        "message": refusal.message or answer.message.format(**refusal.fill),
        "type": answer.legacy_type if legacy else answer.type,
    }
    param = answer.param or (refusal.param if extended else None)
    if param:
        error["param"] = param
    if extended and refusal.violations:
        error["violations"] = [one.to_dict() for one in refusal.violations[:_NAMED_AT_MOST]]
    return {"error": error}


def breaches(violations: Sequence[Violation]) -> str:
    """Name every breach in one message."""
    named = [_cut(str(violation)) for violation in violations[:_NAMED_AT_MOST]]
    if len(violations) > len(named):
        named.append(f"and {len(violations) - len(named)} more")
    start = f"{len(violations)} problems: " if len(violations) > 1 else ""
    return start + "; ".join(named)


def parameter(violations: Sequence[Violation]) -> str | None:
    """Name the first parameter that is wrong, dotted: ``model_params.multi_prompt.0.prompt``."""
    for violation in violations:
        if violation.at:
            parts = violation.at[1:].split("/")
            return _cut(".".join(re.sub("~1", "/", part).replace("~0", "~") for part in parts))
    return None


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_MESSAGE else text[:_LONGEST_MESSAGE] + "..."

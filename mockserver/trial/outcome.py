"""What a subject says has come of one case."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

__all__ = ["STATUSES", "Outcome", "OutcomeError", "parse_outcome"]

STATUSES = ("completed", "failed", "cancelled", "refused", "gave-up", "error")
"""
The words for an end: refused by the gateway with a 4xx; gave up at the deadline or after too many useless answers, so
that nobody knows how it ended; error is whatever else the subject reports in an orderly way.
"""

_SHA256 = re.compile("[0-9a-fA-F]{64}")
_LONGEST = 2_000


class OutcomeError(ValueError):
    """A subject's answer is no outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    The end of a case, as the subject tells it.

    *result_sha256* is the hash of the bytes that it has saved, *estimate_credits* exact credits as text; both in hex
    and digits as they came.
    """

    status: str
    task_id: str | None = None
    result_sha256: str | None = None
    message: str | None = None
    estimate_credits: str | None = None

    def to_json(self) -> dict[str, str | None]:
        """Write what `parse_outcome` reads."""
        return {
            "status": self.status,
            "task_id": self.task_id,
            "result_sha256": self.result_sha256,
            "message": self.message,
            "estimate_credits": self.estimate_credits,
        }


def parse_outcome(value: object) -> Outcome:
    """
    Read an outcome; what is unknown in it is ignored.

    Raises:
        OutcomeError: It is none; the message says what is wrong with it.
    """
    if isinstance(value, Outcome):
        return value
    if not isinstance(value, Mapping):
        raise OutcomeError(f"an outcome is an object with a status, not {_shown(value)}")
    status = value.get("status")
    if status not in STATUSES:
        raise OutcomeError(f"status is {_shown(status)}; it must be one of {', '.join(STATUSES)}")
    digest, estimate = _text(value, "result_sha256"), _estimate(value.get("estimate_credits"))
    if digest is not None and _SHA256.fullmatch(digest) is None:
        raise OutcomeError(f"result_sha256 is {_shown(digest)}, not 64 hexadecimal digits")
    return Outcome(
        status=str(status),
        task_id=_text(value, "task_id"),
        result_sha256=digest and digest.lower(),
        message=(_text(value, "message") or "")[:_LONGEST] or None,
        estimate_credits=estimate,
    )


def _text(value: Mapping[str, Any], name: str) -> str | None:
    found = value.get(name)
    if found is not None and not isinstance(found, str):
        raise OutcomeError(f"{name} is {_shown(found)}, not a text or null")
    return found


def _estimate(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise OutcomeError(f"estimate_credits is {_shown(value)}, not a text of digits")
    try:
        finite = Decimal(str(value)).is_finite()
    except InvalidOperation:
        finite = False
    if not finite:
        raise OutcomeError(f"estimate_credits is {_shown(value)}, which is no amount")
    return str(value)


def _shown(value: object) -> str:
    return repr(value)[:100]

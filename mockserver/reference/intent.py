"""What a caller wants: one video, once, until then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

__all__ = ["Intent", "fresh_key"]


def fresh_key() -> str:
    """Make a key for one intent: 16 to 96 of A-Z, a-z, 0-9, ``.``, ``_`` and ``-`` (client-cli, Headers)."""
    return f"kling-{uuid4().hex}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """
    One generation that somebody wants.

    Args:
        request: The body of the creation, sent as it is.
        base_url: Where the gateway is, without a closing slash.
        api_key: For the gateway, and for nobody else.
        poll_interval: Seconds between two looks at the task, and before the first repetition of anything.
        deadline: Seconds from now, after which nothing more is sent.
        request_timeout: Real seconds that one request may take, from connecting to the last byte.
        idempotency_key: Names the intent, in every attempt. Hand in your own to go on after a crash.
        keys_honoured: Whether the gateway is known to make one task per idempotency key. If not, a creation whose
            answer was lost is never repeated: see `lost_task`.
    """

    request: Mapping[str, Any]
    base_url: str
    api_key: str
    poll_interval: float
    deadline: float
    request_timeout: float = 30.0
    idempotency_key: str = field(default_factory=fresh_key)
    keys_honoured: bool = True

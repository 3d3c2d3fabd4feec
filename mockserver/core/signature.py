"""Standard Webhooks: the headers by which a receiver knows who sent a callback (standardwebhooks.com, version 1)."""

import hmac
from base64 import b64decode, b64encode
from datetime import datetime

__all__ = ["SecretError", "WebhookSecret", "parse_secret"]

_PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64


class SecretError(ValueError):
    """A text is no webhook secret; the message does not repeat it."""


class WebhookSecret:
    """A key that signs callbacks; shown nowhere."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key = key

    def headers(self, delivery_id: str, *, body: bytes, now: datetime) -> tuple[tuple[str, str], ...]:
        """
        Sign one attempt.

        The id is the same at every attempt, so that a receiver can tell a repetition; the time is that of the
        attempt, so that it can refuse an old one.
        """
        timestamp = int(now.timestamp())
        digest = hmac.digest(self._key, b"%s.%d.%s" % (delivery_id.encode(), timestamp, body), "sha256")
        return (
            ("webhook-id", delivery_id),
            ("webhook-timestamp", str(timestamp)),
            ("webhook-signature", f"v1,{b64encode(digest).decode()}"),
        )

    def __repr__(self) -> str:
        return "WebhookSecret(...)"


def parse_secret(text: str) -> WebhookSecret:
    """
    Read ``whsec_`` with 24 to 64 bytes in base64 behind it.

    Raises:
        SecretError: It is none.
    """
    try:
        key = b64decode(text.removeprefix(_PREFIX), validate=True)
    except ValueError:
        key = b""
    if not text.startswith(_PREFIX) or not _SHORTEST <= len(key) <= _LONGEST:
        raise SecretError(
            f"a webhook secret is {_PREFIX} and {_SHORTEST} to {_LONGEST} bytes in base64; make one with: "
            f'echo "{_PREFIX}$(head -c 32 /dev/urandom | base64)"'
        )
    return WebhookSecret(key)

"""Keys never show: a credential leaves the core as its last four characters only."""

from collections.abc import Iterable
from urllib.parse import quote

__all__ = ["Redaction", "is_credential", "mask"]

_CREDENTIALS = {"authorization", "proxy-authorization", "cookie", "set-cookie"}
_WORDS = ("api-key", "apikey", "token", "secret", "password")
_SHOWN = 4
_SHORTEST = 4


def mask(secret: str) -> str:
    """
    Show the last four characters of *secret*, never more than half of it.

    >>> mask("sk-1234567890")
    '****7890'
    """
    shown = min(_SHOWN, len(secret) // 2)
    return "****" + secret[len(secret) - shown :]


def is_credential(header: str) -> bool:
    """Whether a header of this name carries a credential."""
    name = header.lower()
    return name in _CREDENTIALS or any(word in name for word in _WORDS)


class Redaction:
    """Takes the credentials of one call out of whatever is kept of it."""

    def __init__(self, headers: Iterable[tuple[str, str]]) -> None:
        secrets = {word for name, value in headers if is_credential(name) for word in (value, value.partition(" ")[2])}
        # The longest first, so that a secret within a secret does not spoil it.
        self._secrets = sorted(
            {spelling for word in secrets for spelling in (word, quote(word, safe=""))},
            key=lambda word: (-len(word), word),
        )

    def text(self, text: str) -> str:
        """Mask each secret in *text*; one of under four characters is no secret."""
        for secret in self._secrets:
            if len(secret) >= _SHORTEST:
                text = text.replace(secret, mask(secret))
        return text

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Mask the values of credential headers, and secrets in the others."""
        return tuple((name, self._header(name, value)) for name, value in headers)

    def _header(self, name: str, value: str) -> str:
        if not is_credential(name):
            return self.text(value)
        scheme, space, rest = value.partition(" ")
        return f"{scheme} {mask(rest)}" if space and name.lower() != "cookie" else mask(value)

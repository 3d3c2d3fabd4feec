"""Keys never show: a credential leaves the core as its last four characters only."""

import json
from collections.abc import Iterable
from functools import lru_cache
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


@lru_cache(maxsize=1024)
def is_credential(header: str) -> bool:
    """Whether a header of this name carries a credential."""
    name = header.lower()
    return name in _CREDENTIALS or any(word in name for word in _WORDS)


class Redaction:
    """Takes the credentials of one call out of whatever is kept of it."""

    def __init__(self, headers: Iterable[tuple[str, str]]) -> None:
        self._masks = _masks(tuple(value for name, value in headers if is_credential(name)))

    def text(self, text: str) -> str:
        """Mask each secret in *text*; one of under four characters is no secret."""
        for secret, shown in self._masks:
            text = text.replace(secret, shown)
        return text

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Mask the values of credential headers, and secrets in the others."""
        return tuple((name, self._header(name, value)) for name, value in headers)

    def _header(self, name: str, value: str) -> str:
        if not is_credential(name):
            return self.text(value)
        scheme, space, rest = value.partition(" ")
        return f"{scheme} {mask(rest)}" if space and name.lower() != "cookie" else mask(value)


@lru_cache(maxsize=1024)
def _masks(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    words = {word for value in values for word in (value, value.partition(" ")[2])}
    spellings = {one for word in words for one in (word, quote(word, safe=""), json.dumps(word)[1:-1])}
    # The longest first, so that a secret within a secret does not spoil it.
    ordered = sorted(spellings, key=lambda word: (-len(word), word))
    return tuple((word, mask(word)) for word in ordered if len(word) >= _SHORTEST)

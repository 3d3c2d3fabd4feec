"""Keys never show: a credential leaves the core as its last four characters only."""

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote

from mockserver.core.spelling import escaped, in_base64, in_utf8

__all__ = ["CLEAN", "Redaction", "is_credential", "mask"]

_CREDENTIALS = {"cookie", "setcookie"}
_WORDS = (
    *("accesskey", "apikey", "authkey", "authorization", "clientkey", "credential", "jwt", "passphrase", "passwd"),
    *("password", "privatekey", "secret", "sessionid", "subscriptionkey", "token"),
)
_NOT_OF_A_NAME = re.compile("[^a-z0-9]")
_SHOWN = 4
_SHORTEST = 4
_SHORTEST_BASE64 = 8
_LONGEST_PATTERN = 256
"""A longer secret is found in the usual escapes only: a pattern for it would take too long to make."""

_NOTHING = re.compile("(?!)")


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
    """
    Whether a header of this name carries a credential, in whatever spelling.

    >>> [is_credential(name) for name in ("x_api-Key", "Authorization", "Idempotency-Key")]
    [True, True, False]
    """
    name = _NOT_OF_A_NAME.sub("", header.lower())
    return name in _CREDENTIALS or any(word in name for word in _WORDS)


class Redaction:
    """Takes the credentials of one call out of whatever is kept of it."""

    def __init__(self, headers: Iterable[tuple[str, str]]) -> None:
        self._secrets = tuple(value for name, value in headers if is_credential(name))
        self._masks = _masks(self._secrets)

    def text(self, text: str) -> str:
        """Mask each secret in *text*, however it is spelled; one of under four characters is no secret."""
        for secret, shown in self._masks:
            text = text.replace(secret, shown)
        if "%" in text or "\\" in text:
            text = _escaped(self._secrets).sub(lambda found: mask(found[0]), text)
        return text

    def data(self, data: bytes) -> bytes:
        """Mask each secret in bytes that are no text."""
        return self.text(data.decode("latin-1")).encode("latin-1")

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Mask the values of credential headers, and secrets in the others."""
        return tuple((self.text(name), self._header(name, value)) for name, value in headers)

    def _header(self, name: str, value: str) -> str:
        if not is_credential(name):
            return self.text(value)
        scheme, space, rest = value.partition(" ")
        return f"{scheme} {mask(rest)}" if space and name.lower() != "cookie" else mask(value)


@lru_cache(maxsize=1024)
def _masks(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return what is looked for as it is, with its mask."""
    words = _words(values)
    spelled = words | {one for word in words for one in (quote(word, safe=""), json.dumps(word)[1:-1])}
    encoded = {one for word in words for one in in_base64(word) if len(one) >= _SHORTEST_BASE64}
    spelled |= encoded | {one for word in encoded for one in (quote(word, safe=""), word.replace("/", r"\/"))}
    return tuple((word, mask(word)) for word in _longest_first(spelled))


@lru_cache(maxsize=1024)
def _escaped(values: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for every other spelling; it takes milliseconds to make, and few texts need it."""
    words = [word for word in _words(values) if len(word) <= _LONGEST_PATTERN]
    return escaped(_longest_first(words)) if words else _NOTHING


def _words(values: tuple[str, ...]) -> set[str]:
    words = {word for value in values for word in (value, value.partition(" ")[2])}
    words |= {in_utf8(word) for word in words}
    return {word for word in words if len(word) >= _SHORTEST}


def _longest_first(words: Iterable[str]) -> list[str]:
    # So that a secret within a secret does not spoil it.
    return sorted(words, key=lambda word: (-len(word), word))


class _Clean(Redaction):
    """Takes nothing out, where nothing is in any more: a mask that is masked again may differ."""

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Return them as they are."""
        return tuple(headers)


CLEAN: Redaction = _Clean(())
"""For what was redacted before it was kept, and for whoever knows no secret."""

"""
Finds the credentials in an entry of an HTTP Archive, wherever they stand.

Headers, cookies, queries, forms and bodies name them; signed addresses, user names in addresses, and keys in the middle
of a text are known by their looks.
"""

import re
from base64 import b64decode
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, unquote_plus

import msgspec

from mockserver.core.redaction import is_credential

__all__ = ["credentials", "names_credential", "read_base64"]

_EXACT = {"auth", "cookies", "key", "keypairid", "pass", "policy", "pwd", "session", "sid", "sig", "xauth", "xkey"}
_COOKIES = {"cookie", "setcookie", "cookies"}
_NO_SECRETS = {"auto", "basic", "bearer", "default", "false", "none", "null", "optional", "required", "string", "true"}
_SHORTEST = 4

_IN_ADDRESS = re.compile(r"[?&;]([^=&#\s\"'<>\\]{1,60})=([^&#\s\"'<>\\]+)")
_IN_JSON = re.compile(r"\\*\"([^\"\\]{1,60})\\*\"\s*:\s*\\*\"([^\"\\]+)")
_PAIR_IN_JSON = re.compile(r"\"name\"\s*:\s*\"([^\"\\]{1,60})\"\s*,\s*\"value\"\s*:\s*\"([^\"\\]+)", re.IGNORECASE)
_USER_IN_ADDRESS = re.compile(r"://[^/\s\"'<>@:]*:([^/\s\"'<>@]+)@")
_LOOKS = re.compile(
    r"\b(?:bearer|basic)(?:\s|%20|\+)+((?=[\w.~+/=-]*\d)[\w.~+/=-]{6,}|[\w.~+/=-]{20,})"
    r"|\b(sk-[\w-]{6,}|whsec_[\w+/=-]{6,}|eyJ[\w-]{4,}\.[\w-]+\.[\w-]*)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def names_credential(name: str) -> bool:
    """
    Whether what is called so is a credential, in any spelling of the name.

    >>> [names_credential(name) for name in ("X_Api-Key", "accessToken", "Idempotency-Key", "prompt")]
    [True, True, False, False]
    """
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    return plain in _EXACT or "signature" in plain or is_credential(name)


def credentials(entry: object) -> Iterator[str]:
    """Yield each credential in *entry*, a JSON value; more than once if it stands there so."""
    waiting: list[tuple[str, Any]] = [("", entry)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += ((str(key), one) for key, one in value.items())
            waiting += _pair(name, value)
        elif isinstance(value, list):
            waiting += ((name, one) for one in value)
        elif isinstance(value, str):
            yield from _named(name, value)
            yield from _by_looks(value)
            waiting += (("", one) for one in _inside(value))


def read_base64(content: dict[str, Any]) -> bytes | None:
    """Return the bytes of a body that an archive holds in base64; None when it is no such body."""
    coded = content.get("encoding", content.get("_encoding")) == "base64"
    text = content.get("text")
    if not coded or not isinstance(text, str):
        return None
    try:
        return b64decode(text, validate=False)
    except ValueError:
        return None


def _pair(name: str, value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Read ``{"name": ..., "value": ...}`` as a member of that name, and look into a body in base64."""
    called = value.get("name")
    if isinstance(called, str) and "value" in value:
        yield ("cookies" if name == "cookies" else called), value["value"]
    data = read_base64(value)
    if data is not None:
        yield "", data.decode("utf-8", "replace")


def _named(name: str, value: str) -> Iterator[str]:
    if not names_credential(name):
        return
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    if plain in _COOKIES:
        pairs = (part.partition("=") for part in value.split(";")[: 1 if plain == "setcookie" else None])
        yield from _worth(*((given if sign else cookie).strip() for cookie, sign, given in pairs))
        return
    scheme, _, rest = value.strip().partition(" ")
    yield from _worth(rest.strip() or scheme)
    if scheme.lower() == "basic":
        yield from _password(rest)


def _by_looks(text: str) -> Iterator[str]:
    for found in _IN_ADDRESS.finditer(text):
        if names_credential(unquote(found[1])):
            yield from _worth(found[2], unquote(found[2]), unquote_plus(found[2]))
    for pattern in (_IN_JSON, _PAIR_IN_JSON):  # also where the JSON is cut off, or within other JSON
        for found in pattern.finditer(text):
            yield from _named(found[1], found[2])
    for found in _USER_IN_ADDRESS.finditer(text):
        yield from _worth(found[1], unquote(found[1]))
    for found in _LOOKS.finditer(text):
        yield from _worth(found[1] or found[2])
        if found[0][:5].lower() == "basic":
            yield from _password(found[1])


def _inside(text: str) -> Iterator[object]:
    """Yield what is written within a text: JSON, or a form."""
    start = text.lstrip()[:1]
    if start in {"{", "["}:
        try:
            yield msgspec.json.decode(text)
        except (ValueError, RecursionError):
            return
    elif "=" in text and "://" not in text and "?" not in text and " " not in text:
        yield f"?{text}"


def _password(coded: str) -> Iterator[str]:
    data = read_base64({"encoding": "base64", "text": coded})
    user, sign, password = (data or b"").decode("utf-8", "replace").partition(":")
    yield from _worth(password if sign else user)


def _worth(*values: str) -> Iterator[str]:
    for value in values:
        if len(value) >= _SHORTEST and "****" not in value and value.lower() not in _NO_SECRETS:
            yield value

"""Takes the credentials out of an entry of an HTTP Archive; what is left of each is its last four characters."""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from mockserver.core.redaction import Redaction, mask
from mockserver.har.credentials import credentials, names_credential, read_base64

__all__ = ["scrub"]

_GONE = "****"


def scrub(entry: dict[str, Any], *, known: Iterable[str] = ()) -> dict[str, Any]:
    """
    Return *entry* without its credentials, and without those that are *known* from elsewhere in the recording.

    An entry that is clean already stays as it is.
    """
    secrets = dict.fromkeys([*known, *credentials(entry)])
    redaction = Redaction([("authorization", secret) for secret in secrets])
    cleaned = _clean("", entry, redaction)
    return cleaned if isinstance(cleaned, dict) else {}


def _clean(name: str, value: Any, redaction: Redaction) -> Any:
    if isinstance(value, str):
        return redaction.text(value)
    if isinstance(value, list):
        return [_clean(name, one, redaction) for one in value]
    if not isinstance(value, dict):
        return value
    data = read_base64(value)
    cleaned = {redaction.text(key): _clean(key, one, redaction) for key, one in value.items()}
    if data is not None:
        cleaned["text"] = b64encode(_clean_bytes(data, redaction)).decode("ascii")
    called, given = value.get("name"), value.get("value")
    if isinstance(called, str) and isinstance(given, str) and (name == "cookies" or names_credential(called)):
        cleaned["value"] = _masked(given, cleaned["value"])
    return cleaned


def _clean_bytes(data: bytes, redaction: Redaction) -> bytes:
    try:
        return redaction.text(data.decode("utf-8")).encode("utf-8")
    except UnicodeDecodeError:
        return redaction.data(data)


def _masked(given: str, cleaned: str) -> str:
    """Mask what was too short to be looked for."""
    if _GONE in cleaned:
        return cleaned
    scheme, space, rest = given.partition(" ")
    return f"{scheme} {mask(rest)}" if space else mask(given)

"""API keys: which header values are one, and which world a key selects."""

import re
from collections.abc import Collection
from hashlib import sha256

__all__ = ["ANONYMOUS", "accepted", "bearer", "select_world", "world_id"]

ANONYMOUS = ""
"""Stands for a caller without a usable key; its world keeps the journal of refused calls."""

_BEARER = re.compile(r"\s*bearer +([\x21-\x7e]+)\s*", re.IGNORECASE)
_REFUSED = "sk-invalid"
_ID_LENGTH = 20


def bearer(header: str | None) -> str | None:
    """Read the key out of an Authorization header; None when there is none in it."""
    match = _BEARER.fullmatch(header or "")
    return match[1] if match else None


def accepted(key: str | None, *, keys: Collection[str]) -> bool:
    """Whether *key* is let in: any is, but sk-invalid..., and those beside *keys* where some are set."""
    return key is not None and not key.startswith(_REFUSED) and (not keys or key in keys)


def select_world(key: str | None, *, keys: Collection[str]) -> str:
    """Say which world a caller with *key* sees; beside the accepted *keys*, where some are set, it is nobody's."""
    known = key is not None and (not keys or key in keys)
    return key if known and key is not None else ANONYMOUS


def world_id(key: str) -> str:
    """Name the world that *key* selects; the key cannot be read back from it."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]

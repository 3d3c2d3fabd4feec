"""``Idempotency-Key``: the same key with the same request gives the same answer, and one task."""

import re
from hashlib import sha256
from typing import Any

import msgspec

from contracts import api
from mockserver.core.refusal import RefusalError
from mockserver.core.wire import Call
from mockserver.core.world import Replay, World

__all__ = ["canonical", "check_key", "read_key", "replay"]

_HEADER = "idempotency-key"
_SYNTAX = re.compile(r"[A-Za-z0-9._-]+")


def read_key(call: Call) -> str | None:
    """
    Read the key; None when none was sent.

    Raises:
        RefusalError: It is not 16 to 96 of A-Z, a-z, 0-9, ``.``, ``_`` and ``-``.

    Source:
        client-cli, Headers, Idempotency-Key.
    """
    key = call.header(_HEADER)
    check_key(key)
    return key


def check_key(key: str | None) -> None:
    """
    Look at the syntax of a key, None when none was sent.

    Raises:
        RefusalError: It is not as `read_key` wants it.
    """
    if key is None:
        return
    limits = api().limits
    least, most = limits["idempotency_key_min"].value, limits["idempotency_key_max"].value
    if not (least <= len(key) <= most and _SYNTAX.fullmatch(key)):
        said = f"Idempotency-Key must be {least} to {most} characters of A-Z a-z 0-9 . _ -"
        raise RefusalError("invalid_request", message=said, param="Idempotency-Key")


def replay(world: World, key: str | None, *, request: bytes) -> Replay | None:
    """
    Find the answer that *key* gave before.

    Raises:
        RefusalError: It belongs to another request.
    """
    known = world.replays.get(key) if key is not None else None
    if known is not None and known.request != request:
        raise RefusalError("idempotency_conflict", param="Idempotency-Key")
    return known


def canonical(value: Any) -> bytes:
    """Digest a request so that two that mean the same are the same bytes; 5 and 5.0 are two."""
    return sha256(msgspec.json.encode(value, order="deterministic")).digest()

"""Reads the JSON body of a call, or refuses it."""

from functools import cache, lru_cache
from typing import Any

from contracts import api
from mockserver.core.refusal import RefusalError
from mockserver.core.wire import BadJsonError, Call, decode

__all__ = ["is_shallow", "read_json"]

_SHALLOW = 100


def read_json(call: Call) -> Any:
    """
    Read the body.

    Raises:
        RefusalError: It is larger than 1 MiB (413), not called JSON (415), or not JSON (400).
    """
    limit = _limit()
    if max(call.size, len(call.body)) > limit:
        raise RefusalError("request_too_large", fill={"limit": limit})
    if not _is_json(call.header("content-type")) and call.body:
        raise RefusalError("unsupported_media_type")
    try:
        return decode(call.body)
    except BadJsonError as error:
        raise RefusalError("invalid_request", message=f"Invalid request parameters: {error}") from None


def is_shallow(body: bytes) -> bool:
    """Say fast whether JSON is nested at most a hundred deep; a False may be wrong."""
    return body.count(b"[") + body.count(b"{") <= _SHALLOW


@cache
def _limit() -> int:
    return api().limits["body_bytes"].value


@lru_cache(maxsize=64)
def _is_json(content_type: str | None) -> bool:
    kind = (content_type or "").partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")

"""Puts the pages of an HTTP Archive together."""

from collections.abc import Mapping
from typing import Any

from mockserver.client import Client, JsonObject

__all__ = ["archive"]


def archive(client: Client, filters: Mapping[str, Any], *, limit: int | None) -> JsonObject:
    """Return all calls that fit *filters*, or the first *limit* of them, as one archive."""
    whole = client.har(**filters)
    log, page = whole["log"], whole
    following = "before" if filters.get("order") == "newest" else "after"
    while page["log"]["_klingmock"]["next"] is not None and (limit is None or len(log["entries"]) < limit):
        page = client.har(**{**filters, following: page["log"]["_klingmock"]["next"]})
        log["entries"] += page["log"]["entries"]
    log["entries"] = log["entries"][:limit]
    log["_klingmock"]["next"] = None
    return whole

"""Follows the journal of a world: tells calls as they come."""

from collections.abc import Callable, Mapping

from mockserver.client import Client, JsonObject

__all__ = ["follow"]


def follow(
    client: Client,
    filters: Mapping[str, str | int | None],
    *,
    tell: Callable[[JsonObject], None],
    wait: Callable[[], None],
) -> None:
    """
    Tell every call that is there and every one that comes, until Ctrl-C.

    *wait* is called before the server is asked again.
    """
    asked = dict(filters)
    try:
        while True:
            page = client.calls(**asked)
            for call in page["calls"]:
                tell(call)
            asked["after"] = _last(page, asked)
            if page["next"] is None:
                wait()
    except KeyboardInterrupt:
        return


def _last(page: JsonObject, asked: Mapping[str, str | int | None]) -> int:
    """Say which number has been seen; a world that began anew counts from 1 again."""
    seen = int(page["calls"][-1]["number"] if page["calls"] else asked.get("after") or 0)
    return min(seen, int(page["total"]))

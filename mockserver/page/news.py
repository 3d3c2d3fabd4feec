"""News of a world as server-sent events, in the words of the HTML standard, Server-sent events."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["event_stream"]


def event_stream(news: Iterator[Mapping[str, Any] | None]) -> Iterator[str]:
    """Write each object as an event, and each None as a comment that keeps the connection alive."""
    yield "retry: 2000\n\n"
    for one in news:
        yield ": still here\n\n" if one is None else f"data: {json.dumps(one)}\n\n"

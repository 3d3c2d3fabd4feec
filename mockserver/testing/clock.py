"""The time of a world."""

from datetime import datetime, timedelta

from mockserver.client import Client
from mockserver.core.clock import parse_instant
from mockserver.core.span import format_span

__all__ = ["Clock"]


class Clock:
    """The clock of one world. On ``manual`` it moves only by these methods, on ``auto`` by polls too."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def now(self) -> datetime:
        """Say what time it is in the world."""
        return parse_instant(self._client.clock()["now"])

    def advance(self, by: str | timedelta) -> datetime:
        """Move on by a span such as ``"24h"``; what falls due has happened when this returns the time then."""
        span = format_span(by) if isinstance(by, timedelta) else by
        return parse_instant(self._client.advance(span)["now"])

    def run(self) -> datetime:
        """Move on until nothing is due, and return the time then."""
        return parse_instant(self._client.run()["now"])

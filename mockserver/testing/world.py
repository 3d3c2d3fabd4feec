"""The settings of a world."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from mockserver.client import Client, JsonObject
from mockserver.core.clock import format_instant
from mockserver.core.key import world_id
from mockserver.core.span import format_span

__all__ = ["World", "to_json"]


class World:
    """One world: its id, and its settings."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.id = world_id(client.api_key)

    def settings(self) -> JsonObject:
        """Return the settings as they are now, with the time and the counts of tasks and calls."""
        return self._client.world()

    def change(self, **settings: Any) -> JsonObject:
        """
        Change some settings: seed, clock, lifecycle, readings, balance, start and so on.

        Raises:
            RefusedError: One is unknown or wrong; then none is changed.
        """
        return self._client.change_world(to_json(settings))

    def reset(self) -> None:
        """Begin anew, as if the key had never been used."""
        self._client.reset_world()


def to_json(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Write settings that may be values of Python as the server reads them: money and times as text."""
    return {name: _written(name, value) for name, value in settings.items()}


def _written(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, timedelta):
        return format_span(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if name == "balance" and type(value) is int:
        return str(value)
    return value

"""The callbacks of a world."""

from collections.abc import Iterator

from mockserver.client import Client, JsonObject

__all__ = ["Callbacks"]

_Entries = list[JsonObject]


class Callbacks:
    """Every delivery of one world, with its attempts; an attempt that had nowhere to go was recorded, not sent."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self, *, task: str | None = None, state: str | None = None) -> _Entries:
        """Return the deliveries, those of one task or in one state where that is said."""
        return list(self._client.callbacks(task=task, state=state)["callbacks"])

    def __iter__(self) -> Iterator[JsonObject]:
        return iter(self.list())

    def __len__(self) -> int:
        return len(self.list())

    def redeliver(self, delivery: str) -> JsonObject:
        """Attempt a delivery once more, by its id."""
        return self._client.redeliver(delivery)

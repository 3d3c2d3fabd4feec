"""The tasks of a world, from behind."""

from collections.abc import Iterator

from mockserver.client import Client, JsonObject

__all__ = ["Tasks"]

_Entries = list[JsonObject]


class Tasks:
    """Every task of one world, oldest first, with its future."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self) -> _Entries:
        """Return every task, oldest first."""
        return list(self._client.every_task())

    def __iter__(self) -> Iterator[JsonObject]:
        return iter(self.list())

    def __len__(self) -> int:
        return int(self._client.world()["tasks"])

    def cancel(self, task: str) -> JsonObject:
        """Cancel a task now, by its id; its callback has been delivered when this returns."""
        return self._client.cancel(task)

    def complete(self, task: str) -> JsonObject:
        """Complete a task now."""
        return self._client.complete(task)

    def fail(self, task: str, *, code: str = "service_error", message: str | None = None) -> JsonObject:
        """Let a task fail now."""
        return self._client.fail(task, code=code, message=message)

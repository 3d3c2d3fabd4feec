"""The callbacks of a world."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

from mockserver.client import Client, JsonObject, RefusedError
from mockserver.core.span import parse_span
from mockserver.testing.errors import ExpectationError

__all__ = ["Callbacks"]

_Entries = list[JsonObject]


class Callbacks:
    """Every delivery of one world, with its attempts; an attempt that had nowhere to go was recorded, not sent."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self, *, task: str | None = None, state: str | None = None) -> _Entries:
        """Return the deliveries, those of one task or in one state where that is said."""
        return list(self._client.every_callback(task=task, state=state))

    def __iter__(self) -> Iterator[JsonObject]:
        return iter(self.list())

    def __len__(self) -> int:
        return int(self._client.callbacks(limit=1)["total"])

    def wait_for(
        self,
        *,
        task: str | None = None,
        state: str | None = None,
        count: int = 1,
        within: str | timedelta = "10s",
    ) -> _Entries:
        """
        Wait until so many callbacks have come, and return all that fit; on an auto clock the world runs on meanwhile.

        Args:
            task: Those of this task only.
            state: How they are to stand; delivered or recorded unless said.
            count: How many.
            within: How long to wait, in real time.

        Raises:
            ExpectationError: They did not come in time; says what came nearest.
        """
        span = within if isinstance(within, timedelta) else parse_span(within)
        try:
            return list(self._client.wait_for_callback(task=task, state=state, count=count, within=span)["callbacks"])
        except RefusedError as error:
            if error.status != HTTPStatus.CONFLICT:
                raise
            raise ExpectationError(error.detail) from None

    def redeliver(self, delivery: str) -> JsonObject:
        """Attempt a delivery once more, by its id."""
        return self._client.redeliver(delivery)

"""What every client shares, whatever it sends with: the price, the callbacks, and how a generation is concluded."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from mockserver.reference.ending import Ending
from mockserver.reference.generation import Generation
from mockserver.reference.inbox import Inbox
from mockserver.reference.intent import Intent, fresh_key
from mockserver.reference.prices import estimate

__all__ = ["Client", "discard"]

_ENDS = frozenset({"completed", "failed", "cancelled"})


def discard(task_id: str, video: bytes) -> None:
    """Keep no video: for those who want to know only that it came."""


class Client:
    """
    A client without a transport: that is what a subclass brings.

    One client serves one intent at a time; `effects` tells of the last one.

    Args:
        save: Gets each task's id with its video, as soon as that is there.
        keys_honoured: See `Intent`.
    """

    generation: type[Generation] = Generation
    """Decides. Whoever wants one decision otherwise puts a subclass here."""

    def __init__(self, *, save: Callable[[str, bytes], object] = discard, keys_honoured: bool = True) -> None:
        self._save = save
        self._keys_honoured = keys_honoured
        self.inbox = self.make_inbox()

    def make_inbox(self) -> Inbox:
        """Make what takes the callbacks."""
        return Inbox()

    def estimate(self, request: Mapping[str, Any]) -> Decimal:
        """Return the credits that *request* will cost; raises `UnknownPriceError` for a model without a price."""
        return estimate(request)

    def receive(self, body: bytes, headers: Mapping[str, str]) -> int:  # noqa: ARG002 - callbacks bear no signature
        """Take a callback; answer the status to send."""
        return self.inbox.receive(body)

    def effects(self) -> dict[str, int]:
        """Say how often the end of each task was taken into account."""
        return self.inbox.effects()

    def begin(
        self,
        request: Mapping[str, Any],
        *,
        monotonic: Callable[[], float],
        idempotency_key: str | None = None,
        **options: Any,
    ) -> Generation:
        """Begin to want a video; *options* are those of `Intent`."""
        self.inbox.forget()
        intent = Intent(
            request=request,
            idempotency_key=idempotency_key or fresh_key(),
            keys_honoured=self._keys_honoured,
            **options,
        )
        return self.generation(intent, monotonic=monotonic)

    def conclude(self, ending: Ending) -> dict[str, str | None]:
        """Save the video, take the end into account, and write it as JSON."""
        if ending.task_id is not None and ending.status in _ENDS:
            if ending.video is not None:
                self._save(ending.task_id, ending.video)
            self.take(ending.task_id)
        return ending.to_dict()

    def take(self, task_id: str) -> None:
        """Take the end of a task into account; a callback may have done so before."""
        self.inbox.take(task_id)

"""The delivery log: every delivery of a world that is not done, and the last ones that are."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping

from mockserver.core.callbacks import Delivery

__all__ = ["DONE_LIMIT", "WEIGHT_LIMIT", "DeliveryLog"]

DONE_LIMIT = 10_000
"""Deliveries that are kept after they are done."""

WEIGHT_LIMIT = 16 * 1024 * 1024
"""Characters of what was sent and heard that are kept of these, roughly."""


class DeliveryLog(Mapping[str, Delivery]):
    """
    Deliveries by id, in the order in which they fell due.

    Beyond the limits the one that was done first goes; *forgotten* is told.
    """

    def __init__(self, *, forgotten: Callable[[Delivery], None]) -> None:
        self._forgotten = forgotten
        self._kept: dict[str, Delivery] = {}
        self._done: OrderedDict[str, int] = OrderedDict()
        self._weight = 0

    def keep(self, delivery: Delivery) -> None:
        """Keep a delivery's new record."""
        self._kept[delivery.id] = delivery
        self._weight -= self._done.pop(delivery.id, 0)
        if delivery.done:
            self._done[delivery.id] = weight = delivery.weight
            self._weight += weight
            while len(self._done) > DONE_LIMIT or (self._weight > WEIGHT_LIMIT and len(self._done) > 1):
                self._forget_oldest()

    def resume(self, deliveries: Iterable[Delivery], *, gone: Iterable[str] = ()) -> None:
        """Take over records that are kept elsewhere, in the order in which they were kept, and let go of the *gone*."""
        known = len(self._kept)
        for delivery in deliveries:
            self._kept[delivery.id] = delivery
            self._weight -= self._done.pop(delivery.id, 0)
            if delivery.done:
                self._done[delivery.id] = delivery.weight
                self._weight += delivery.weight
        for delivery_id in gone:
            self._weight -= self._done.pop(delivery_id, 0)
            self._kept.pop(delivery_id, None)
        if len(self._kept) > known:
            self._kept = dict(sorted(self._kept.items(), key=lambda item: item[1].number))

    def _forget_oldest(self) -> None:
        oldest, weight = self._done.popitem(last=False)
        self._weight -= weight
        self._forgotten(self._kept.pop(oldest))

    def __getitem__(self, delivery_id: str) -> Delivery:
        return self._kept[delivery_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

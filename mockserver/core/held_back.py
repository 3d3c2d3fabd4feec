"""Deliveries that are held back until others have overtaken them."""

import heapq
from collections.abc import Iterable

__all__ = ["HeldBack"]


class HeldBack:
    """Knows of each delivery that is held back how many others are still to leave before it."""

    def __init__(self) -> None:
        self._left = 0
        self._until: dict[str, int] = {}
        self._heap: list[tuple[int, int, str]] = []
        self._entered = 0

    def state(self) -> tuple[tuple[str, int], ...]:
        """Say of each delivery, in the order in which they were held back, how many are still to leave before it."""
        orders = {delivery_id: order for _, order, delivery_id in sorted(self._heap, key=lambda held: held[1])}
        return tuple((one, self._until[one] - self._left) for one in orders if one in self._until)

    def resume(self, state: Iterable[tuple[str, int]]) -> None:
        """Go on from what another said."""
        held = tuple(state)
        self._left, self._entered, self._until = 0, len(held), dict(held)
        self._heap = [(until, order, delivery_id) for order, (delivery_id, until) in enumerate(held, 1)]
        heapq.heapify(self._heap)

    def hold(self, delivery_id: str, *, behind: int) -> None:
        """Hold a delivery back until so many others have left."""
        self._entered += 1
        self._until[delivery_id] = self._left + behind
        heapq.heappush(self._heap, (self._left + behind, self._entered, delivery_id))

    def let_go(self, delivery_id: str) -> None:
        """Hold a delivery back no longer."""
        self._until.pop(delivery_id, None)

    def overtaken_by(self, delivery_id: str) -> tuple[str, ...]:
        """Count that a delivery has left, and let those go, and name them, that it was the last to overtake."""
        self._left += 1
        if delivery_id in self._until:
            self._until[delivery_id] += 1  # One does not overtake itself.
        gone = []
        while self._heap and self._heap[0][0] <= self._left:
            _, order, held = heapq.heappop(self._heap)
            until = self._until.get(held)
            if until is None:
                continue  # It was let go otherwise.
            if until > self._left:
                heapq.heappush(self._heap, (until, order, held))
                continue
            del self._until[held]
            gone.append(held)
        return tuple(gone)

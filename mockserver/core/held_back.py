"""Deliveries that are held back until others have overtaken them."""

__all__ = ["HeldBack"]


class HeldBack:
    """Counts, for each delivery that is held back, how many others are still to leave before it."""

    def __init__(self) -> None:
        self._ahead: dict[str, int] = {}

    def hold(self, delivery_id: str, *, behind: int) -> None:
        """Hold a delivery back until so many others have left."""
        self._ahead[delivery_id] = behind

    def let_go(self, delivery_id: str) -> None:
        """Hold a delivery back no longer."""
        self._ahead.pop(delivery_id, None)

    def overtaken_by(self, delivery_id: str) -> tuple[str, ...]:
        """Count that a delivery has left, and let those go, and name them, that it was the last to overtake."""
        for held in self._ahead:
            self._ahead[held] -= held != delivery_id  # One does not overtake itself.
        gone = tuple(held for held, ahead in self._ahead.items() if ahead <= 0)
        for held in gone:
            del self._ahead[held]
        return gone

"""What one process knows of one world in a durable store."""

from threading import Lock

from mockserver.core.world import World
from mockserver.core.world_state import Sizes

__all__ = ["Room"]


class Room:
    """
    A copy of a world, with what is kept of it: its *version*, its *parts* and *sizes*.

    *lock* is for the threads of this process; among processes the row of the world is locked.
    """

    __slots__ = ("lock", "parts", "resets", "sizes", "version", "world")

    def __init__(self) -> None:
        self.lock = Lock()
        self.clear()

    def clear(self) -> None:
        """Know nothing."""
        self.world: World | None = None
        self.version = 0
        self.resets = 0
        self.parts: dict[str, str] = {}
        self.sizes = Sizes()

"""What one process knows of one world in a durable store."""

from threading import Lock

from mockserver.core.world import World
from mockserver.core.world_state import Sizes
from mockserver.stores.durable.group import Group

__all__ = ["Room"]


class Room:
    """
    A copy of a world, with what is kept of it: its *version*, its *parts* and *sizes*.

    It is for one thread of this process at a time; among processes the row of the world is locked. While a *group* of
    uses is open, the copy is ahead of what is kept, and the next in the queue goes on with it.
    """

    __slots__ = ("_lock", "_queue", "group", "parts", "resets", "sizes", "version", "world")

    def __init__(self) -> None:
        self._lock = Lock()
        self._queue: list[None] = []
        self.group: Group | None = None
        self.clear()

    def clear(self) -> None:
        """Know nothing."""
        self.world: World | None = None
        self.version = 0
        self.resets = 0
        self.parts: dict[str, str] = {}
        self.sizes = Sizes()

    def enter(self, *, wait: bool) -> bool:
        """Have the room for oneself; False when one would have to wait for others, now or when one leaves."""
        if not wait:
            if not self._lock.acquire(blocking=False):
                return False
            if self.group is None:
                return True
            self._lock.release()
            return False
        self._queue.append(None)
        self._lock.acquire()
        self._queue.pop()
        return True

    def leave(self) -> None:
        """Let in the next."""
        self._lock.release()

    @property
    def has_queue(self) -> bool:
        """Whether somebody waits to enter, and surely will."""
        return bool(self._queue)

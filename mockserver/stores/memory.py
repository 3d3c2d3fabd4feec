"""``memory``: worlds live as long as the process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from mockserver.core.key import world_id
from mockserver.core.world import World

__all__ = ["MemoryStore"]


class MemoryStore:
    """One lock per world, so that worlds never wait for each other."""

    def __init__(self, make_world: Callable[[str], World]) -> None:
        self._make_world = make_world
        self._guard = Lock()
        self._worlds: dict[str, tuple[Lock, World]] = {}

    @contextmanager
    def by_key(self, key: str) -> Iterator[World]:
        """Hand out the world of *key*, which is made when it is first asked for."""
        found = self._worlds.get(world_id(key)) or self._make(key)
        lock, world = found
        with lock:
            yield world

    @contextmanager
    def by_id(self, world_id: str) -> Iterator[World | None]:
        """Hand out a world by its id; None when there is none."""
        found = self._worlds.get(world_id)
        if found is None:
            yield None
            return
        lock, world = found
        with lock:
            yield world

    def ids(self) -> tuple[str, ...]:
        """Name every world."""
        with self._guard:
            return tuple(self._worlds)

    def _make(self, key: str) -> tuple[Lock, World]:
        with self._guard:
            return self._worlds.setdefault(world_id(key), (Lock(), self._make_world(key)))

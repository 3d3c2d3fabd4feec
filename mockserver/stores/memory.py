"""``memory``: worlds live as long as the process."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from threading import Lock

from mockserver.core.tally import Tally
from mockserver.core.world import World

__all__ = ["MemoryStore"]


_NOBODY: nullcontext[None] = nullcontext()


class _Room:
    """A world and its lock; entered by whoever has waited for the lock."""

    __slots__ = ("key", "lock", "opened", "world")

    def __init__(self, key: str, world: World) -> None:
        self.key = key
        self.lock = Lock()
        self.world = world
        self.opened = _OpenRoom(self)

    def __enter__(self) -> World:
        self.lock.acquire()
        return self.world

    def __exit__(self, *_: object) -> None:
        self.lock.release()


class _OpenRoom:
    """A room whose lock is held already."""

    __slots__ = ("_room",)

    def __init__(self, room: _Room) -> None:
        self._room = room

    def __enter__(self) -> World:
        return self._room.world

    def __exit__(self, *_: object) -> None:
        self._room.lock.release()


class MemoryStore:
    """One lock per world, so that worlds never wait for each other."""

    server = ""

    def __init__(self, make_world: Callable[[str], World]) -> None:
        self._make_world = make_world
        self._guard = Lock()
        self._by_key: dict[str, _Room] = {}
        self._by_id: dict[str, _Room] = {}
        self._forgotten = Tally()

    def __str__(self) -> str:
        return "store memory"

    def by_key(self, key: str) -> AbstractContextManager[World]:
        """Hand out the world of *key*, which is made when it is first asked for."""
        return self._by_key.get(key) or self._make(key)

    def at_once(self, key: str) -> AbstractContextManager[World | None]:
        """Hand out the world of *key*; None when somebody else has it."""
        room = self._by_key.get(key) or self._make(key)
        return room.opened if room.lock.acquire(blocking=False) else _NOBODY

    def by_id(self, world_id: str) -> AbstractContextManager[World | None]:
        """Hand out a world by its id; None when there is none."""
        return self._by_id.get(world_id) or nullcontext()

    def ids(self) -> tuple[str, ...]:
        """Name every world, in the order in which they were made."""
        with self._guard:
            return tuple(self._by_id)

    def forget(self, world_id: str) -> None:
        """Let go of a world; whoever still has it finishes with it alone."""
        with self._guard:
            room = self._by_id.pop(world_id, None)
            if room is not None:
                del self._by_key[room.key]
                self._forgotten.add(room.world.tally)

    def tally(self) -> Tally:
        """Add up what all worlds have counted, also those that were forgotten."""
        total = Tally()
        with self._guard:
            total.add(self._forgotten)
            rooms = tuple(self._by_key.values())
        for room in rooms:
            with room as world:
                total.add(world.tally)
        return total

    def close(self) -> None:
        """Keep nothing open."""

    def _make(self, key: str) -> _Room:
        with self._guard:
            if key not in self._by_key:
                room = _Room(key, self._make_world(key))
                self._by_id[room.world.id] = room
                self._by_key[key] = room
            return self._by_key[key]

"""One use of a world in a durable store, in one transaction."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Protocol

from sqlalchemy import Connection, delete, insert, select

from mockserver.core.changes import Changes
from mockserver.core.faults import FaultKind
from mockserver.core.span import MICROSECOND
from mockserver.core.tally import Tally
from mockserver.core.task import EPOCH
from mockserver.core.world import World
from mockserver.core.world_state import Kept, Sizes, read_tally, resets_of, resume, sizes_of, state_of, write_tally
from mockserver.stores.durable import rows
from mockserver.stores.durable.database import Database, explained
from mockserver.stores.durable.room import Room
from mockserver.stores.durable.schema import forgotten, worlds

__all__ = ["Keeper", "Unit"]


class Keeper(Protocol):
    """What a unit needs to know of its store."""

    database: Database
    make_world: Callable[[str], World]
    kinds: Mapping[str, type[FaultKind]]
    real_now: Callable[[], datetime]

    def room(self, world_id: str) -> Room:
        """Return what this process knows of a world."""
        ...


class Unit:
    """
    Has a world for the length of a ``with``: None where there is none, or where one would have to *wait* and may not.

    With a *key* one is made; the *last* use of a world deletes it. What raises leaves no trace.
    """

    __slots__ = ("_connection", "_key", "_last", "_room", "_store", "_wait", "_world_id")

    def __init__(self, store: Keeper, world_id: str, key: str | None, *, wait: bool = True, last: bool = False) -> None:
        self._store = store
        self._world_id = world_id
        self._key = key
        self._wait = wait
        self._last = last
        self._room = store.room(world_id)
        self._connection: Connection | None = None

    def __enter__(self) -> World | None:
        if not self._room.lock.acquire(blocking=self._wait):
            return None
        try:
            world = self._enter()
        except BaseException:
            self._leave(commit=False)
            raise
        if world is None:
            self._leave(commit=False)
        return world

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if self._connection is None:
            return
        try:
            if kind is None:
                with explained(self._store.database.address):
                    self._write(self._connection)
        except BaseException:
            self._leave(commit=False)
            raise
        self._leave(commit=kind is None)

    def _enter(self) -> World | None:
        store, room = self._store, self._room
        self._connection = connection = store.database.begin(wait=self._wait)
        if connection is None:
            return None
        with explained(store.database.address):
            found = rows.lock(connection, self._world_id)
            if found is None and self._key is not None:
                rows.make(connection, self._world_id, store.database.insert)
                found = rows.lock(connection, self._world_id)
            if found is None:
                room.clear()
                return None
            serial, version = found
            if room.world is None or room.world.serial != serial or not room.version:
                self._open(connection, serial, version)
            elif room.version != version:
                self._refresh(connection, serial, version)
        world = room.world
        if world is not None and self._key is not None and not world.knows_key:
            world.learn(self._key)
        return world

    def _open(self, connection: Connection, serial: int, version: int) -> None:
        """Make a copy; of a world that is new there is nothing to be read."""
        room = self._room
        room.clear()
        room.world = world = self._store.make_world(self._key or "")
        world.serial = serial
        world.track(Changes())
        if version:
            kept = rows.read(connection, serial, world=None, version=-1, sizes=room.sizes)
            self._take_over(version, kept)

    def _refresh(self, connection: Connection, serial: int, version: int) -> None:
        """Bring the copy up to date."""
        room, world = self._room, self._room.world
        kept = rows.read(connection, serial, world=world, version=room.version, sizes=room.sizes)
        if resets_of(kept.parts["head"]) != room.resets:
            self._open(connection, serial, version)
        else:
            self._take_over(version, kept)

    def _take_over(self, version: int, kept: Kept) -> None:
        room = self._room
        assert room.world is not None  # noqa: S101 - made by whoever calls
        resume(room.world, kept, kinds=self._store.kinds)
        room.version, room.parts, room.sizes = version, dict(kept.parts), sizes_of(kept.parts["head"])
        room.resets = room.world.resets

    def _write(self, connection: Connection) -> None:
        store, room = self._store, self._room
        world = room.world
        assert world is not None  # noqa: S101 - it was handed out
        if self._last:
            _forget(connection, world)
            room.clear()
            return
        anew = world.resets != room.resets
        sizes = Sizes() if anew else room.sizes
        parts = state_of(world)
        changed = {name: text for name, text in parts.items() if room.parts.get(name) != text}
        if rows.write(
            connection,
            world,
            version=room.version + 1,
            parts=changed,
            sizes=sizes,
            due=_due(world, store.real_now()),
            anew=anew,
            insert=store.database.insert,
        ):
            room.version += 1
            room.parts, room.sizes, room.resets = parts, sizes_of(parts["head"]), world.resets
            world.track(Changes())

    def _leave(self, *, commit: bool) -> None:
        """End the transaction and let others in; without a commit, the copy is not to be trusted any more."""
        connection, self._connection = self._connection, None
        try:
            if connection is not None:
                if not commit:
                    self._room.clear()
                self._store.database.end(connection, commit=commit)
        except BaseException:
            self._room.clear()
            raise
        finally:
            self._room.lock.release()


def _forget(connection: Connection, world: World) -> None:
    """Delete a world, whose rows go with it, but not what it has counted."""
    total = Tally()
    for text in connection.execute(select(forgotten.c.tally)).scalars():
        total.add(read_tally(text))
    total.add(world.tally)
    connection.execute(delete(forgotten))
    connection.execute(insert(forgotten), {"id": 1, "tally": write_tally(total)})
    connection.execute(delete(worlds).where(worlds.c.serial == world.serial))


def _due(world: World, real_now: datetime) -> int | None:
    """Say when somebody must look at a world again, in microseconds of real time since 1970; None for never."""
    if world.sends_now:
        return (real_now - EPOCH) // MICROSECOND
    due = world.next_due()
    wait = None if due is None else world.clock.real_wait(due, real_now=real_now)
    return None if wait is None else (real_now + wait - EPOCH) // MICROSECOND

"""One use of a world in a durable store, in one transaction."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Protocol

from sqlalchemy import Connection, bindparam, delete, insert, select

from mockserver.core.changes import Changes
from mockserver.core.faults import FaultKind
from mockserver.core.span import MICROSECOND
from mockserver.core.tally import Tally
from mockserver.core.task import EPOCH
from mockserver.core.world import World
from mockserver.core.world_state import Kept, Sizes, read_tally, resets_of, resume, sizes_of, state_of, write_tally
from mockserver.stores.durable import rows
from mockserver.stores.durable.batch import Batch, Statement
from mockserver.stores.durable.database import Database, explained
from mockserver.stores.durable.group import MOST, Group
from mockserver.stores.durable.room import Room
from mockserver.stores.durable.schema import forgotten, worlds

__all__ = ["Keeper", "Unit"]


_DELETE_TALLY, _INSERT_TALLY = delete(forgotten), insert(forgotten)
_DELETE_WORLD = delete(worlds).where(worlds.c.serial == bindparam("serial_"))


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

    With a *key* one is made; the *last* use of a world deletes it. What raises leaves no trace. It ends once what it
    changed is kept, together with what others changed who waited for the world meanwhile.
    """

    __slots__ = ("_group", "_key", "_last", "_room", "_store", "_wait", "_world_id")

    def __init__(self, store: Keeper, world_id: str, key: str | None, *, wait: bool = True, last: bool = False) -> None:
        self._store = store
        self._world_id = world_id
        self._key = key
        self._wait = wait
        self._last = last
        self._room = store.room(world_id)
        self._group: Group | None = None

    def __enter__(self) -> World | None:
        room = self._room
        if not room.enter(wait=self._wait):
            return None
        if room.group is None:
            try:
                room.group = self._begin()
            finally:
                if room.group is None:
                    room.leave()
        self._group = room.group
        if self._group is None:
            return None
        world = room.world
        if world is not None and self._key is not None and not world.knows_key:
            world.learn(self._key)
        return world

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        group, room = self._group, self._room
        if group is None:
            return
        if kind is not None:
            # What others did before is in the batch already; the copy holds what was left half done, too.
            room.clear()
            self._end(group)
            return
        try:
            self._stage(group)
        except BaseException as failure:
            self._give_up(group, failure)
            raise
        group.size += 1
        if self._wait and room.has_queue and group.size < MOST and not self._last:
            room.leave()
            group.wait()
        else:
            self._end(group)

    def _begin(self) -> Group | None:
        """Begin a transaction, and bring the copy of the world up to date; None where there is no world to be had."""
        database = self._store.database
        connection = database.begin(wait=self._wait)
        if connection is None:
            return None
        group = None
        try:
            with explained(database.address):
                group = self._load(connection)
        except BaseException:
            self._room.clear()
            raise
        finally:
            if group is None:
                database.end(connection, commit=False)
        return group

    def _load(self, connection: Connection) -> Group | None:
        store, room = self._store, self._room
        mine = {"id_": self._world_id}
        found = store.database.row(connection, rows.LOCK, mine)
        if found is None and self._key is not None:
            rows.make(connection, self._world_id, store.database.insert)
            found = store.database.row(connection, rows.LOCK, mine)
        if found is None:
            room.clear()
            return None
        serial, version = found
        if room.world is None or room.world.serial != serial or not room.version:
            self._open(connection, serial, version)
        elif room.version != version:
            self._refresh(connection, serial, version)
        return Group(connection, Batch(serial, version + 1))

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

    def _stage(self, group: Group) -> None:
        """Put what has changed into the batch."""
        store, room = self._store, self._room
        world = room.world
        assert world is not None  # noqa: S101 - it was handed out
        if self._last:
            with explained(store.database.address):
                group.batch.run_instead(_forgetting(group.connection, world))
            room.clear()
            return
        anew = world.resets != room.resets
        parts = state_of(world)
        if rows.stage(
            group.batch,
            world,
            parts={name: text for name, text in parts.items() if room.parts.get(name) != text},
            sizes=Sizes() if anew else room.sizes,
            due=_due(world, store.real_now()),
            anew=anew,
        ):
            room.version = group.batch.version
            room.parts, room.sizes, room.resets = parts, sizes_of(parts["head"]), world.resets
            world.track(Changes())

    def _end(self, group: Group) -> None:
        """Keep what is in the batch, and let others in."""
        database = self._store.database
        try:
            if group.batch:
                database.keep(group.connection, group.batch.statements(database.insert))
            else:
                database.end(group.connection, commit=False)
        except BaseException as failure:
            self._leave(group, failure)
            raise
        self._leave(group, None)

    def _give_up(self, group: Group, failure: BaseException) -> None:
        """Keep nothing, and let others in."""
        try:
            self._store.database.end(group.connection, commit=False)
        finally:
            self._leave(group, failure)

    def _leave(self, group: Group, failure: BaseException | None) -> None:
        """Let others in; what is not kept is not to be in the copy any more either."""
        room = self._room
        if failure is not None:
            room.clear()
        room.group = None
        group.end(failure)
        room.leave()


def _forgetting(connection: Connection, world: World) -> list[Statement]:
    """Say how to delete a world, whose rows go with it, but not what it has counted."""
    total = Tally()
    for text in connection.execute(select(forgotten.c.tally)).scalars():
        total.add(read_tally(text))
    total.add(world.tally)
    return [
        (_DELETE_TALLY, (), [{}]),
        (_INSERT_TALLY, ("id", "tally"), [{"id": 1, "tally": write_tally(total)}]),
        (_DELETE_WORLD, (), [{"serial_": world.serial}]),
    ]


def _due(world: World, real_now: datetime) -> int | None:
    """Say when somebody must look at a world again, in microseconds of real time since 1970; None for never."""
    if world.sends_now:
        return (real_now - EPOCH) // MICROSECOND
    due = world.next_due()
    wait = None if due is None else world.clock.real_wait(due, real_now=real_now)
    return None if wait is None else (real_now + wait - EPOCH) // MICROSECOND

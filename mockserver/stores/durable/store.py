"""
A store that outlives its process: each world is loaded, used and written back in one transaction.

A process keeps a copy of each world that it has used. Entering a world locks its row, and brings the copy up to date
where another process has changed it meanwhile; leaving it writes what has changed, and commits before anybody is
answered. Whatever goes wrong in between leaves the world as it was, and drops the copy.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import datetime
from secrets import token_hex
from threading import Lock

from sqlalchemy import Connection, delete, func, select

from mockserver.core.faults import FaultKind
from mockserver.core.key import world_id as id_of
from mockserver.core.span import MICROSECOND
from mockserver.core.store_error import StoreError
from mockserver.core.tally import Tally
from mockserver.core.task import EPOCH
from mockserver.core.world import World
from mockserver.core.world_state import read_tally
from mockserver.stores.durable.database import Database, explained
from mockserver.stores.durable.room import Room
from mockserver.stores.durable.schema import forgotten, sendings, servers, worlds
from mockserver.stores.durable.unit import Unit
from mockserver.stores.durable.upgrade import upgrade

__all__ = ["DurableStore"]


class DurableStore:
    """
    Keeps worlds in a database.

    Args:
        database: Where.
        make_world: Makes a world of a key.
        kinds: The kinds of faults that a plan may name.
        real_now: The machine's clock.

    Raises:
        StoreError: It cannot be reached or written, is no database, or a newer klingmock wrote it.
    """

    def __init__(
        self,
        database: Database,
        make_world: Callable[[str], World],
        *,
        kinds: Mapping[str, type[FaultKind]],
        real_now: Callable[[], datetime],
    ) -> None:
        self.database = database
        self.make_world = make_world
        self.kinds = kinds
        self.real_now = real_now
        self.server = token_hex(8)
        self._guard = Lock()
        self._rooms: dict[str, Room] = {}
        try:
            self._found = self._open()
        except BaseException:
            database.close()
            raise

    def _open(self) -> int:
        """Bring the schema up to date, and count the worlds."""
        with self._writing() as connection:
            self.database.hold_schema(connection)
            upgrade(connection)
            found: int = connection.execute(select(func.count()).select_from(worlds)).scalar_one()
            return found

    def __str__(self) -> str:
        many = "1 world" if self._found == 1 else f"{self._found} worlds"
        return f"store {self.database.address} with {many}"

    def by_key(self, key: str) -> AbstractContextManager[World]:
        """Hand out the world of *key*, which is made when it is first asked for."""
        return Unit(self, id_of(key), key)  # type: ignore[return-value] # a key always has one

    def at_once(self, key: str) -> AbstractContextManager[World | None]:
        """Hand out the world of *key*; None when that would mean to wait."""
        return Unit(self, id_of(key), key, wait=False) if self.database.fast else nullcontext()

    def by_id(self, world_id: str) -> AbstractContextManager[World | None]:
        """Hand out a world by its id; None when there is none."""
        return Unit(self, world_id, None)

    def ids(self) -> tuple[str, ...]:
        """Name every world, in the order in which they were made."""
        with self.database.reading() as connection:
            return tuple(connection.execute(select(worlds.c.id).order_by(worlds.c.serial)).scalars())

    def forget(self, world_id: str) -> None:
        """Let go of a world and of all its rows; what it has counted stays counted."""
        with Unit(self, world_id, None, last=True):
            pass

    def tally(self) -> Tally:
        """Add up what all worlds have counted, also those that were forgotten."""
        total = Tally()
        with self.database.reading() as connection:
            for table in (forgotten, worlds):
                for text in connection.execute(select(table.c.tally)).scalars():
                    if text:
                        total.add(read_tally(text))
        return total

    def close(self) -> None:
        """Let go of the database, and of the place among its servers."""
        with suppress(StoreError):
            self.bury(self.server)
        self.database.close()

    # --- the others

    def beat(self) -> None:
        """Show that this server lives."""
        with self._writing() as connection:
            mine = self.database.insert(servers).values(id=self.server, beats=1)
            new = {"beats": servers.c.beats + 1}
            connection.execute(mine.on_conflict_do_update(index_elements=["id"], set_=new))

    def beats(self) -> dict[str, int]:
        """Say how often each of the other servers has shown that it lives."""
        with self.database.reading() as connection:
            found = connection.execute(select(servers.c.id, servers.c.beats).where(servers.c.id != self.server))
            return {row.id: row.beats for row in found}

    def claims(self) -> dict[str, list[str]]:
        """Say of each other server that is sending callbacks in which worlds it does."""
        wanted = select(sendings.c.by, worlds.c.id).join(worlds, worlds.c.serial == sendings.c.world).distinct()
        found: dict[str, list[str]] = {}
        with self.database.reading() as connection:
            for server, world_id in connection.execute(wanted.where(sendings.c.by != self.server)):
                found.setdefault(server, []).append(world_id)
        return found

    def bury(self, server: str) -> None:
        """Forget a server that is dead, unless something is in its hands still."""
        held = select(sendings.c.number).where(sendings.c.by == server).exists()
        with self._writing() as connection:
            connection.execute(delete(servers).where(servers.c.id == server, ~held))

    def due(self) -> list[str]:
        """Name the worlds in which something is due now, in real time."""
        now = (self.real_now() - EPOCH) // MICROSECOND
        with self.database.reading() as connection:
            return list(connection.execute(select(worlds.c.id).where(worlds.c.due <= now)).scalars())

    def versions(self, ids: Sequence[str]) -> dict[str, int]:
        """Say of these worlds what changes whenever they do."""
        wanted = select(worlds.c.id, worlds.c.serial, worlds.c.version).where(worlds.c.id.in_(ids))
        with self.database.reading() as connection:
            return {row.id: hash((row.serial, row.version)) for row in connection.execute(wanted)}

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        connection = self.database.begin(wait=True)
        assert connection is not None  # noqa: S101 - it was waited for
        done = False
        try:
            with explained(self.database.address):
                yield connection
            done = True
        finally:
            self.database.end(connection, commit=done)

    def room(self, world_id: str) -> Room:
        """Return what this process knows of a world."""
        room = self._rooms.get(world_id)
        if room is None:
            with self._guard:
                room = self._rooms.setdefault(world_id, Room())
        return room

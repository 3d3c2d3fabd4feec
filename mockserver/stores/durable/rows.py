"""One world as rows: what is read of it, and what is written."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, select, update

from mockserver.core.world import World
from mockserver.core.world_state import Kept, Sizes, sizes_of
from mockserver.core.written_records import (
    read_adjustment,
    read_delivery,
    read_file,
    read_record,
    read_replay,
    read_sending,
    read_task,
    write_adjustment,
    write_delivery,
    write_file,
    write_record,
    write_replay,
    write_sending,
    write_task,
)
from mockserver.stores.durable.schema import adjustments, calls, deliveries, files, replays, sendings, tasks, worlds

__all__ = ["Insert", "Version", "lock", "make", "read", "write"]

Insert = Callable[[Table], Any]

Version = tuple[int, int]
"""The serial of a world, and the version of what is kept of it."""

_ID: Any = bindparam("id_")
_SERIAL: Any = bindparam("serial_")
_SINCE: Any = bindparam("since")
_LOCK = select(worlds.c.serial, worlds.c.version).where(worlds.c.id == _ID).with_for_update()
_WORLD = select(worlds).where(worlds.c.serial == _SERIAL)
_PARTS = ("head", "settings", "faults", "window", "tally")
_RECORDS = (tasks, deliveries, sendings, replays, adjustments, calls, files)


def _beyond(table: Table, *columns: str, mark: str, order: tuple[str, ...]) -> Any:
    found = select(*(table.c[name] for name in columns)).where(table.c.world == _SERIAL, table.c[mark] > _SINCE)
    return found.order_by(*(table.c[name] for name in order))


_TASKS = _beyond(tasks, "body", "record", mark="version", order=("number",))
_DELIVERIES = _beyond(deliveries, "record", mark="version", order=("version", "number"))
_REPLAYS = _beyond(replays, "key", "record", mark="number", order=("number",))
_ADJUSTMENTS = _beyond(adjustments, "record", mark="number", order=("number",))
_CALLS = _beyond(calls, "record", mark="number", order=("number",))
_FILES = _beyond(files, "record", mark="number", order=("number",))
_SENDINGS = select(sendings.c.record).where(sendings.c.world == _SERIAL)
_NUMBERS = select(deliveries.c.number).where(deliveries.c.world == _SERIAL)


def lock(connection: Connection, world_id: str) -> Version | None:
    """Have a world for oneself until the transaction ends, and say what is kept; None when there is none."""
    row = connection.execute(_LOCK, {"id_": world_id}).first()
    return None if row is None else (row.serial, row.version)


def make(connection: Connection, world_id: str, insert: Insert) -> None:
    """Make a row for a world of which nothing is kept yet, unless somebody else has."""
    blank = dict.fromkeys((*_PARTS,), "") | dict.fromkeys(("version", "tasks_at", "deliveries_at", "sendings_at"), 0)
    connection.execute(insert(worlds).on_conflict_do_nothing(), blank | {"id": world_id})


def read(connection: Connection, serial: int, *, world: World | None, version: int, sizes: Sizes) -> Kept:
    """Read what a copy of *version* and *sizes*, *world*, lacks; with none, everything."""
    row = connection.execute(_WORLD, {"serial_": serial}).one()

    def rows(statement: Any, since: int) -> Iterable[Any]:
        return connection.execute(statement, {"serial_": serial, "since": since})

    now = sizes_of(row.head)
    changed = [read_delivery(one.record) for one in rows(_DELIVERIES, version)] if row.deliveries_at > version else []
    gone = () if world is None else _gone(connection, serial, world, {one.number for one in changed}, now.deliveries)
    return Kept(
        parts={name: getattr(row, name) for name in _PARTS},
        tasks=[read_task(one.body, one.record) for one in rows(_TASKS, version)] if row.tasks_at > version else (),
        deliveries=changed,
        gone=gone,
        sendings=(
            [read_sending(one.record) for one in connection.execute(_SENDINGS, {"serial_": serial})]
            if row.sendings_at > version
            else None
        ),
        replays=(
            [(one.key, read_replay(one.record)) for one in rows(_REPLAYS, sizes.replays)]
            if now.replays > sizes.replays
            else ()
        ),
        adjustments=(
            [read_adjustment(one.record) for one in rows(_ADJUSTMENTS, sizes.adjustments)]
            if now.adjustments > sizes.adjustments
            else ()
        ),
        records=(
            [read_record(one.record) for one in rows(_CALLS, sizes.last_call)]
            if now.last_call > sizes.last_call
            else ()
        ),
        files=(
            [read_file(one.record) for one in rows(_FILES, sizes.files_made)]
            if now.files_made > sizes.files_made
            else ()
        ),
    )


def _gone(connection: Connection, serial: int, world: World, changed: set[int], many: int) -> tuple[str, ...]:
    known = world.deliveries.values()
    if len(known) + len(changed - {one.number for one in known if one.number in changed}) == many:
        return ()
    kept = set(connection.execute(_NUMBERS, {"serial_": serial}).scalars())
    return tuple(one.id for one in known if one.number not in kept)


def write(  # noqa: PLR0913 - all that there is to say
    connection: Connection,
    world: World,
    *,
    version: int,
    parts: Mapping[str, str],
    sizes: Sizes,
    due: int | None,
    anew: bool,
    insert: Insert,
) -> bool:
    """
    Write what has changed in *world* as this version; say whether anything had.

    *parts* are those that differ from what is kept, *sizes* how much is kept; with *anew*, nothing is to be kept of it.
    """
    changes, hide, serial = world.changes, world.redaction, world.serial
    assert changes is not None  # noqa: S101 - whoever keeps a world tracks it
    if anew:
        for table in _RECORDS:
            connection.execute(delete(table).where(table.c.world == serial))
    records = world.journal.clean(sizes.last_call)
    if not (anew or records or changes or parts):
        return False
    values: dict[str, Any] = {**parts, "version": version, "due": due}
    if changes.tasks:
        values["tasks_at"] = version
        written = ((number, *write_task(task, redaction=hide)) for number, task in changes.tasks.items())
        rows = [{"number": number, "version": version, "body": body, "record": text} for number, body, text in written]
        _put(connection, tasks, serial, rows, insert)
    if changes.deliveries:
        values["deliveries_at"] = version
        kept = [(number, one) for number, one in changes.deliveries.items() if one is not None]
        rows = [{"number": n, "version": version, "record": write_delivery(one, redaction=hide)} for n, one in kept]
        _put(connection, deliveries, serial, rows, insert)
        _drop(connection, deliveries, serial, changes.deliveries)
    if changes.sendings:
        values["sendings_at"] = version
        left = [(number, one) for number, one in changes.sendings.items() if one is not None]
        rows = [{"number": n, "by": one.by, "record": write_sending(one, redaction=hide)} for n, one in left]
        _put(connection, sendings, serial, rows, insert)
        _drop(connection, sendings, serial, changes.sendings)
    new_replays = list(world.replays.items())[sizes.replays :] if len(world.replays) > sizes.replays else ()
    rows = [
        {"number": number, "key": key, "record": write_replay(replay)}
        for number, (key, replay) in enumerate(new_replays, sizes.replays + 1)
    ]
    _put(connection, replays, serial, rows, insert)
    new_adjustments = world.adjustments[sizes.adjustments :]
    rows = [
        {"number": number, "record": write_adjustment(one)}
        for number, one in enumerate(new_adjustments, sizes.adjustments + 1)
    ]
    _put(connection, adjustments, serial, rows, insert)
    shelf = {file.number: file for file in world.files.values()}
    new_files = [file for number, file in shelf.items() if number not in sizes.files]
    rows = [{"number": file.number, "record": write_file(file, redaction=hide)} for file in new_files]
    _put(connection, files, serial, rows, insert)
    _drop(connection, files, serial, dict.fromkeys(set(sizes.files) - shelf.keys()))
    if records:
        _put(
            connection, calls, serial, [{"number": one.number, "record": write_record(one)} for one in records], insert
        )
        first = world.journal.first
        if first > 1:
            connection.execute(_OLD_CALLS, {"serial_": serial, "first": first})
    connection.execute(_UPDATE, values | {"serial_": serial})
    return True


_UPDATE = update(worlds).where(worlds.c.serial == _SERIAL)
_OLD_CALLS = delete(calls).where(calls.c.world == _SERIAL, calls.c.number < bindparam("first"))


def _put(connection: Connection, table: Table, serial: int, rows: list[dict[str, Any]], insert: Insert) -> None:
    if rows:
        connection.execute(_upsert(insert, table, tuple(rows[0])), [{"world": serial} | row for row in rows])


@cache
def _upsert(insert: Insert, table: Table, names: tuple[str, ...]) -> Any:
    """Make a statement once: that takes longer than to run it."""
    statement = insert(table)
    new = {name: statement.excluded[name] for name in names if name != "number"}
    return statement.on_conflict_do_update(index_elements=["world", "number"], set_=new)


def _drop(connection: Connection, table: Table, serial: int, changed: Mapping[int, object]) -> None:
    gone = [number for number, one in changed.items() if one is None]
    if gone:
        connection.execute(delete(table).where(table.c.world == serial, table.c.number.in_(gone)))

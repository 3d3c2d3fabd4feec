"""One world as rows: what is read of it, and what is to be written."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select

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
from mockserver.stores.durable.batch import Batch
from mockserver.stores.durable.schema import adjustments, calls, deliveries, files, replays, sendings, tasks, worlds
from mockserver.stores.durable.spelling import Insert

__all__ = ["LOCK", "make", "read", "stage"]

_SERIAL: Any = bindparam("serial_")
_SINCE: Any = bindparam("since")
LOCK = select(worlds.c.serial, worlds.c.version).where(worlds.c.id == bindparam("id_")).with_for_update()
"""Has a world for oneself until the transaction ends, and says its serial, and which version of it is kept."""

_WORLD = select(worlds).where(worlds.c.serial == _SERIAL)
_PARTS = ("head", "settings", "faults", "window", "tally")


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


def stage(  # noqa: PLR0913 - all that there is to say
    batch: Batch, world: World, *, parts: Mapping[str, str], sizes: Sizes, due: int | None, anew: bool
) -> bool:
    """
    Put what has changed in *world* into a batch; say whether anything had.

    *parts* are those that differ from what is kept, *sizes* how much is kept; with *anew*, nothing is to be kept of it.
    """
    changes, hide, version = world.changes, world.redaction, batch.version
    assert changes is not None  # noqa: S101 - whoever keeps a world tracks it
    records = world.journal.clean(sizes.last_call)
    if not (anew or records or changes or parts):
        return False
    if anew:
        batch.begin_anew()
    values: dict[str, Any] = {**parts, "version": version, "due": due}
    if changes.tasks:
        values["tasks_at"] = version
        written = ((number, *write_task(task, redaction=hide)) for number, task in changes.tasks.items())
        batch.put(tasks, ({"number": n, "version": version, "body": body, "record": text} for n, body, text in written))
    if changes.deliveries:
        values["deliveries_at"] = version
        kept = [(number, one) for number, one in changes.deliveries.items() if one is not None]
        rows = ({"number": n, "version": version, "record": write_delivery(one, redaction=hide)} for n, one in kept)
        batch.put(deliveries, rows)
        batch.drop(deliveries, _gone_of(changes.deliveries))
    if changes.sendings:
        values["sendings_at"] = version
        left = [(number, one) for number, one in changes.sendings.items() if one is not None]
        batch.put(
            sendings, ({"number": n, "by": one.by, "record": write_sending(one, redaction=hide)} for n, one in left)
        )
        batch.drop(sendings, _gone_of(changes.sendings))
    if len(world.replays) > sizes.replays:
        new_replays = enumerate(islice(world.replays.items(), sizes.replays, None), sizes.replays + 1)
        batch.put(replays, ({"number": n, "key": key, "record": write_replay(one)} for n, (key, one) in new_replays))
    new_adjustments = enumerate(world.adjustments[sizes.adjustments :], sizes.adjustments + 1)
    batch.put(adjustments, ({"number": n, "record": write_adjustment(one)} for n, one in new_adjustments))
    shelf = {file.number: file for file in world.files.values()}
    new_files = (file for number, file in shelf.items() if number not in sizes.files)
    batch.put(files, ({"number": file.number, "record": write_file(file, redaction=hide)} for file in new_files))
    batch.drop(files, set(sizes.files) - shelf.keys())
    if records:
        batch.put(calls, ({"number": one.number, "record": write_record(one)} for one in records))
        batch.drop_calls(before=world.journal.first)
    batch.set(values)
    return True


def _gone_of(changed: Mapping[int, object]) -> Iterable[int]:
    return (number for number, one in changed.items() if one is None)

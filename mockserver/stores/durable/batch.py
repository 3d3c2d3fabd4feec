"""What is to be written of one world, gathered first, so that it can be sent to a database in one go."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Table, bindparam, delete, update

from mockserver.stores.durable.schema import RECORDS, calls, worlds
from mockserver.stores.durable.spelling import Insert, upsert

__all__ = ["Batch", "Statement"]

Statement = tuple[Any, tuple[str, ...], list[dict[str, Any]]]
"""A statement that gives no rows, the columns that it sets, and the values of each time that it runs."""

_SERIAL: Any = bindparam("serial_")
_UPDATE = update(worlds).where(worlds.c.serial == _SERIAL)
_OLD_CALLS = delete(calls).where(calls.c.world == _SERIAL, calls.c.number < bindparam("first_"))
_CLEAR = {table: delete(table).where(table.c.world == _SERIAL) for table in RECORDS}
_DROP = {
    table: delete(table).where(table.c.world == _SERIAL, table.c.number == bindparam("number_")) for table in RECORDS
}


class Batch:
    """The records of a world that are new, changed or gone, and its own row, as they are to be in one *version*."""

    def __init__(self, serial: int, version: int) -> None:
        self.serial = serial
        self.version = version
        self._anew = False
        self._values: dict[str, Any] = {}
        self._rows: dict[Table, dict[int, dict[str, Any]]] = {}
        self._gone: dict[Table, dict[int, None]] = {}
        self._first_call = 1
        self._instead: list[Statement] = []

    def __bool__(self) -> bool:
        return bool(self._values or self._instead)

    def begin_anew(self) -> None:
        """Keep nothing of what there was."""
        self._anew = True
        self._rows.clear()
        self._gone.clear()
        self._first_call = 1

    def put(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        """Write records, each in the place of the one that has its *number*."""
        kept, gone = self._rows.setdefault(table, {}), self._gone.get(table, {})
        for row in rows:
            kept[row["number"]] = row
            gone.pop(row["number"], None)

    def drop(self, table: Table, numbers: Iterable[int]) -> None:
        """Keep these records no more."""
        for number in numbers:
            self._rows.get(table, {}).pop(number, None)
            self._gone.setdefault(table, {})[number] = None

    def drop_calls(self, *, before: int) -> None:
        """Keep the calls no more that came before this one."""
        self._first_call = before

    def set(self, values: Mapping[str, Any]) -> None:
        """Write the world's own row."""
        self._values.update(values)

    def run_instead(self, statements: list[Statement]) -> None:
        """Run these and nothing else."""
        self._instead = statements

    def statements(self, insert: Insert) -> Iterator[Statement]:
        """Yield what is to be run, in order; *insert* is the database's own."""
        if self._instead:
            yield from self._instead
            return
        mine = {"serial_": self.serial}
        for table in RECORDS if self._anew else ():
            yield _CLEAR[table], (), [mine]
        for table, rows in self._rows.items():
            if rows:
                names = ("world", *next(iter(rows.values())))
                yield upsert(insert, table, names), names, [{"world": self.serial, **row} for row in rows.values()]
        for table, numbers in self._gone.items():
            if numbers:
                yield _DROP[table], (), [mine | {"number_": number} for number in numbers]
        if self._first_call > 1:
            yield _OLD_CALLS, (), [mine | {"first_": self._first_call}]
        if self._values:
            yield _UPDATE, tuple(self._values), [mine | self._values]

"""
Rows of a table, recognised without a close look.

What stands in its fields is compared as it is written, but for ordinary texts and what stands beside the request:
nearly every row is like some that came before.
"""

from collections.abc import Callable, Hashable

from mockserver.audit.block import Block
from mockserver.audit.free_texts import free_texts, is_ordinary
from mockserver.audit.row import Broken, beside
from mockserver.audit.tables import TEXTS, Fields, Table, read_fields
from mockserver.audit.weighing import Weighed, Weigher
from validator.likeness import ORDINARY, FreeText

__all__ = ["TableMemo"]

_MOST_REMEMBERED = 16_384
_LONGEST_TEXT = 64

_Show = Callable[[str], Hashable]


class TableMemo:
    """Remembers how *weigher* weighed rows under the names of one table; its memory is bounded."""

    def __init__(self, weigher: Weigher) -> None:
        self._weigher = weigher
        self._names: tuple[str, ...] = ()
        self._known: dict[tuple[Hashable, ...], Weighed] = {}
        texts = free_texts(weigher.outcomes)
        self._shows: dict[str, _Show] = {name: _show(text) for name, text in texts.items() if name in TEXTS}
        # What stands beside a request has nothing to do with what is found in it.
        self._shows |= {"at": _nothing, "key": _nothing}

    def weigh(self, table: Table) -> Block:
        """Weigh the rows of a table."""
        if table.names != self._names:
            self._names = table.names
            self._known.clear()
        shows = [(place, self._shows[name]) for place, name in enumerate(table.names) if name in self._shows]
        at, key = (table.names.index(name) if name in table.names else None for name in ("at", "key"))
        lines: list[int] = []
        block = Block(lines, [], [])
        for row in table.rows:
            if isinstance(row, Broken):
                block.broken.append(row)
                continue
            fields = row.fields
            found: Weighed | Broken | None = None
            like: list[Hashable] = [*fields]
            if len(fields) == len(table.names):
                for place, show in shows:
                    like[place] = show(fields[place])
                found = self._known.get(tuple(like))
            found = found or self._weigh(table.names, row, like)
            if isinstance(found, Broken):
                block.broken.append(found)
                continue
            lines.append(row.line)
            block.weighed.append(found)
            block.beside.append(beside(None if at is None else fields[at], None if key is None else fields[key]))
        return block

    def _weigh(self, names: tuple[str, ...], row: Fields, like: list[Hashable]) -> Weighed | Broken:
        """Weigh a row, and remember it by what it is *like*."""
        read = read_fields(names, row)
        if isinstance(read, Broken):
            return read
        weighed = self._weigher.weigh(read)
        if weighed.shared and not any(isinstance(one, str) and len(one) > _LONGEST_TEXT for one in like):
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[tuple(like)] = weighed
        return weighed


def _nothing(_: str) -> Hashable:
    return None


def _show(text: FreeText) -> _Show:
    ordinary = is_ordinary(text)
    return lambda value: ORDINARY if ordinary(value) else value

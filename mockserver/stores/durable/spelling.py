"""Statements in the words of one kind of database, each spelled once: that takes longer than to run it."""

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Table

__all__ = ["Insert", "spelled", "upsert"]

Insert = Callable[[Table], Any]
"""The INSERT of a kind of database, which knows ON CONFLICT."""


@cache
def upsert(insert: Insert, table: Table, names: tuple[str, ...]) -> Any:
    """Make a statement that writes a record of a world, whether or not there is one of its number."""
    statement = insert(table)
    new = {name: statement.excluded[name] for name in names if name not in {"world", "number"}}
    return statement.on_conflict_do_update(index_elements=["world", "number"], set_=new)


@cache
def spelled(statement: Any, names: tuple[str, ...], dialect: Dialect) -> str:
    """Write *statement*, which sets the columns *names* where it sets some, with a named place for each value."""
    return str(statement.compile(dialect=dialect, column_keys=list(names) or None))

"""What a durable store asks of a database: transactions, and sentences for what goes wrong."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from mockserver.core.store_error import StoreError
from mockserver.stores.durable.batch import Statement
from mockserver.stores.durable.spelling import Insert

__all__ = ["Database", "explained"]

_LONGEST = 300


class Database(Protocol):
    """One kind of database."""

    address: str
    """Where it is, without a password."""

    fast: bool
    """Whether a transaction is so short that the event loop may make it."""

    insert: Insert
    """Its INSERT."""

    def begin(self, *, wait: bool) -> Connection | None:
        """Begin a transaction that may write; None when that would mean to wait, and one may not."""
        ...

    def end(self, connection: Connection, *, commit: bool) -> None:
        """End it, for good or as if it had never been."""
        ...

    def row(self, connection: Connection, statement: Any, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        """Run a statement that gives a row or none, such as the first of a transaction."""
        ...

    def keep(self, connection: Connection, statements: Iterable[Statement]) -> None:
        """Run statements and end the transaction for good; when one of them fails, it is as if it had never been."""
        ...

    def hold_schema(self, connection: Connection) -> None:
        """Let no other server change the schema until the transaction ends."""
        ...

    def reading(self) -> AbstractContextManager[Connection]:
        """Read what was committed, for the length of a ``with``."""
        ...

    def close(self) -> None:
        """Let go of every connection."""
        ...


@contextmanager
def explained(address: str, driver: type[Exception] = SQLAlchemyError) -> Iterator[None]:
    """Turn what the database raises, or its *driver* where that is asked itself, into a StoreError with a sentence."""
    try:
        yield
    except (SQLAlchemyError, driver) as error:
        raise StoreError(f"the store {address}: {_said(error)}") from error


def _said(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    # The first line of the driver's own words: SQLAlchemy adds the statement and its values.
    first = (str(cause).strip() or type(cause).__name__).splitlines()[0]
    return first[:_LONGEST]

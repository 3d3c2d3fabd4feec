"""What a durable store asks of a database: transactions, and sentences for what goes wrong."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from mockserver.core.store_error import StoreError

__all__ = ["Database", "explained"]

_LONGEST = 300


class Database(Protocol):
    """One kind of database."""

    address: str
    """Where it is, without a password."""

    fast: bool
    """Whether a transaction is so short that the event loop may make it."""

    insert: Any
    """The dialect's INSERT, which knows ON CONFLICT."""

    def begin(self, *, wait: bool) -> Connection | None:
        """Begin a transaction that may write; None when that would mean to wait, and one may not."""
        ...

    def end(self, connection: Connection, *, commit: bool) -> None:
        """End it, for good or as if it had never been."""
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
def explained(address: str) -> Iterator[None]:
    """Turn what the database raises into a StoreError with a sentence."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(f"the store {address}: {_said(error)}") from error


def _said(error: SQLAlchemyError) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    # The first line of the driver's own words: SQLAlchemy adds the statement and its values.
    first = (str(cause).strip() or type(cause).__name__).splitlines()[0]
    return first[:_LONGEST]

"""``sqlite:///FILE``: worlds live in one file, for one server or several workers on one machine."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from mockserver.core.store_error import StoreError
from mockserver.stores.durable.database import explained

__all__ = ["SqliteDatabase"]

_PREFIX = "sqlite:///"
_PATIENCE_MS = 10_000


class SqliteDatabase:
    """
    A file in WAL mode: a commit survives the death of the process at once, and that of the machine after a moment.

    SQLite has one writer at a time, so that each process has one connection that writes, used in turns.
    """

    fast = True
    insert = staticmethod(insert)

    def __init__(self, address: str) -> None:
        path = address.removeprefix(_PREFIX)
        if not address.startswith(_PREFIX) or not path:
            raise StoreError(f"the store {address}: write sqlite:///FILE, or sqlite:////FILE for an absolute path")
        file = Path(path).absolute()
        self.address = f"{_PREFIX}{file}"
        if not file.parent.is_dir():
            raise StoreError(f"the store {self.address}: there is no folder {file.parent}")
        self._gate = Lock()
        self._writer = _engine(file, _begin_to_write)
        self._reader = _engine(file, _begin_to_read)

    def begin(self, *, wait: bool) -> Connection | None:
        """Begin a transaction that may write; None when somebody else does, and one may not wait."""
        if not self._gate.acquire(blocking=wait):
            return None
        try:
            with explained(self.address):
                return self._begun(wait=wait)
        except BaseException:
            self._gate.release()
            raise

    def end(self, connection: Connection, *, commit: bool) -> None:
        """End it; a commit that fails is rolled back."""
        try:
            with explained(self.address):
                try:
                    if commit:
                        connection.commit()
                finally:
                    connection.close()
        finally:
            self._gate.release()

    def hold_schema(self, connection: Connection) -> None:
        """Do nothing: one who may write is alone already."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read what was committed, without waiting for a writer."""
        with explained(self.address), self._reader.connect() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the file."""
        self._writer.dispose()
        self._reader.dispose()

    def _begun(self, *, wait: bool) -> Connection | None:
        connection = self._writer.connect()
        try:
            driver: Any = connection.connection.dbapi_connection
            driver.execute(f"PRAGMA busy_timeout={_PATIENCE_MS if wait else 0}")
            connection.begin()
        except OperationalError as error:
            connection.close()
            busy = isinstance(error.orig, sqlite3.Error) and error.orig.sqlite_errorname.startswith("SQLITE_BUSY")
            if busy and not wait:
                self._gate.release()
                return None
            raise
        except BaseException:
            connection.close()
            raise
        return connection


def _engine(file: Path, begin: Callable[[Connection], object]) -> Engine:
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(file)),
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": _PATIENCE_MS / 1000, "cached_statements": 256},
    )

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # transactions are begun by hand
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")

    event.listen(engine, "begin", begin)
    return engine


def _begin_to_write(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_to_read(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")

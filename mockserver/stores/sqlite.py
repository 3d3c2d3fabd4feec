"""``sqlite:///FILE``: worlds live in one file, for one server or several workers on one machine."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects.sqlite import dialect, insert
from sqlalchemy.engine import URL
from sqlalchemy.pool import QueuePool

from mockserver.core.store_error import StoreError
from mockserver.stores.durable.batch import Statement
from mockserver.stores.durable.database import explained
from mockserver.stores.durable.spelling import spelled

__all__ = ["SqliteDatabase"]

_PREFIX = "sqlite:///"
_DIALECT = dialect(paramstyle="named")
_PATIENCE_MS = 10_000
_WAIT, _DO_NOT_WAIT = (f"PRAGMA busy_timeout={patience}" for patience in (_PATIENCE_MS, 0))


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
        self._writer = _engine(file)
        self._reader = _engine(file)
        self._writing: Connection | None = None

    def begin(self, *, wait: bool) -> Connection | None:
        """Begin a transaction that may write; None when somebody else does, and one may not wait."""
        if not self._gate.acquire(blocking=wait):
            return None
        begun = None
        try:
            with explained(self.address, sqlite3.Error):
                begun = self._begun(wait=wait)
        finally:
            if begun is None:
                self._gate.release()
        return begun

    def end(self, connection: Connection, *, commit: bool) -> None:
        """End it; a commit that fails is rolled back."""
        if commit:
            self.keep(connection, ())
            return
        try:
            with explained(self.address, sqlite3.Error):
                connection.rollback()
                _driver(connection).rollback()
        finally:
            self._gate.release()

    def row(self, connection: Connection, statement: Any, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        """Run a statement that gives a row or none."""
        with explained(self.address, sqlite3.Error):
            found: tuple[Any, ...] | None = _driver(connection).execute(_spelled(statement), values).fetchone()
            return found

    def keep(self, connection: Connection, statements: Iterable[Statement]) -> None:
        """Run statements and end the transaction for good."""
        try:
            driver = _driver(connection)
            with explained(self.address, sqlite3.Error):
                try:
                    for statement, names, values in statements:
                        driver.executemany(_spelled(statement, names), values)
                    driver.commit()
                finally:
                    driver.rollback()
                    connection.rollback()
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
        if self._writing is not None:
            self._writing.close()
        self._writer.dispose()
        self._reader.dispose()

    def _begun(self, *, wait: bool) -> Connection | None:
        if self._writing is None:
            self._writing = self._writer.connect()
        driver = _driver(self._writing)
        driver.execute(_WAIT if wait else _DO_NOT_WAIT)
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not wait and error.sqlite_errorname.startswith("SQLITE_BUSY"):
                return None
            raise
        return self._writing


def _driver(connection: Connection) -> sqlite3.Connection:
    driver: Any = connection.connection.driver_connection
    return cast("sqlite3.Connection", driver)


def _spelled(statement: Any, names: tuple[str, ...] = ()) -> str:
    return spelled(statement, names, _DIALECT)


def _engine(file: Path) -> Engine:
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

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not _driver(connection).in_transaction:  # one that may write is begun by hand
            connection.exec_driver_sql("BEGIN")

    return engine

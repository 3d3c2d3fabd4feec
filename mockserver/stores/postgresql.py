"""``postgresql://...``: worlds live in a database that several servers share."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, create_engine
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from mockserver.core.store_error import StoreError
from mockserver.stores.durable.batch import Statement
from mockserver.stores.durable.database import explained
from mockserver.stores.durable.spelling import spelled

__all__ = ["PostgresqlDatabase"]

_CONNECTIONS = 16
_CONNECT_SECONDS = 5
_SCHEMA_LOCK = int.from_bytes(b"klingmck")


class PostgresqlDatabase:
    """A pool of connections; the row of a world is locked for as long as somebody has the world."""

    fast = False
    insert = staticmethod(insert)

    def __init__(self, address: str) -> None:
        try:
            url = make_url(address).set(drivername="postgresql+psycopg")
        except (ArgumentError, ValueError):
            raise StoreError("the store: write postgresql://USER:PASSWORD@HOST:PORT/NAME") from None
        self.address = url.set(drivername="postgresql").render_as_string(hide_password=True)
        self._engine = create_engine(
            url,
            pool_size=_CONNECTIONS,
            max_overflow=0,
            pool_timeout=_CONNECT_SECONDS * 2,
            pool_use_lifo=True,
            connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "klingmock"},
        )

    def begin(self, *, wait: bool) -> Connection | None:
        """Begin a transaction; None where one may not wait, since the network always makes one wait."""
        if not wait:
            return None
        with explained(self.address):
            connection = self._engine.connect()
            connection.begin()
            return connection

    def end(self, connection: Connection, *, commit: bool) -> None:
        """End it; a commit that fails is rolled back."""
        with explained(self.address):
            try:
                if commit:
                    connection.commit()
            finally:
                connection.close()

    def row(self, connection: Connection, statement: Any, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        """Run a statement that gives a row or none, together with the BEGIN that it may need."""
        with self._driver(connection) as driver:
            with driver.pipeline():
                found = driver.execute(spelled(statement, (), self._engine.dialect), values)
            return found.fetchone()

    def keep(self, connection: Connection, statements: Iterable[Statement]) -> None:
        """Run statements and end the transaction for good, in one round trip."""
        with closing(connection), self._driver(connection) as driver, driver.pipeline(), driver.cursor() as cursor:
            for statement, names, values in statements:
                cursor.executemany(spelled(statement, names, self._engine.dialect), values)
            driver.commit()

    def hold_schema(self, connection: Connection) -> None:
        """Let no other server change the schema until the transaction ends; there may be no table yet to be locked."""
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_SCHEMA_LOCK,))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read what was committed."""
        with explained(self.address), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _driver(self, connection: Connection) -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
        """Ask the driver itself, which knows pipelines; when the line is dead, those of the pool are too."""
        driver: Any = connection.connection.driver_connection
        with explained(self.address, psycopg.Error):
            try:
                yield driver
            finally:
                if driver.closed:
                    connection.invalidate()
                    self._engine.dispose()

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

"""``postgresql://...``: worlds live in a database that several servers share."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg  # noqa: F401 - else its absence would show only at the first call
from sqlalchemy import Connection, create_engine
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from mockserver.core.store_error import StoreError
from mockserver.stores.durable.database import explained

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

    def hold_schema(self, connection: Connection) -> None:
        """Let no other server change the schema until the transaction ends; there may be no table yet to be locked."""
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_SCHEMA_LOCK,))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read what was committed."""
        with explained(self.address), self._engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

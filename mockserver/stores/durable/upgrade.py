"""Brings the schema of a store up to date, or refuses one that is newer than this program."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from mockserver.core.store_error import StoreError
from mockserver.stores.durable.schema import REVISIONS

__all__ = ["revision_of", "upgrade"]

_TABLE = "alembic_version"


def revision_of(connection: Connection) -> str | None:
    """Read which revision the schema has; None for an empty database."""
    tables = inspect(connection).get_table_names()
    if _TABLE not in tables:
        if tables:
            raise StoreError(f"it holds tables that are not klingmock's, such as {min(tables)!r}; name another")
        return None
    return connection.execute(text(f"SELECT version_num FROM {_TABLE}")).scalar()  # noqa: S608 - a constant


def upgrade(connection: Connection, *, to: str = REVISIONS[-1]) -> None:
    """
    Bring the schema up to date, in the transaction of *connection*; *to* is for tests.

    Raises:
        StoreError: It is not klingmock's, or a newer klingmock wrote it.
    """
    found = revision_of(connection)
    if found == to:
        return
    if found is not None and found not in REVISIONS:
        raise StoreError(f"a newer klingmock wrote it (schema {found}, this one knows {REVISIONS[-1]}); use that one")
    from alembic import command  # noqa: PLC0415 - a fifth of a second that only a first start needs
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)

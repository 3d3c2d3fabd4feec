"""Worlds and their records."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Text

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0001"
down_revision: str | None = None

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
_VERSION = ("version", "tasks_at", "deliveries_at", "sendings_at")
_PARTS = ("head", "settings", "faults", "window", "tally")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "worlds",
        Column("serial", _NUMBER, primary_key=True, autoincrement=True),
        Column("id", String(20), nullable=False, unique=True),
        *(Column(name, BigInteger, nullable=False) for name in _VERSION),
        *(Column(name, Text, nullable=False) for name in _PARTS),
        sqlite_autoincrement=True,
    )
    _table("tasks", Column("version", BigInteger, nullable=False), Column("body", Text, nullable=False))
    _table("deliveries", Column("version", BigInteger, nullable=False))
    _table("sendings")
    _table("replays", Column("key", String(255), nullable=False))
    _table("adjustments")
    _table("calls")
    op.create_index("tasks_by_version", "tasks", ["world", "version"])
    op.create_index("deliveries_by_version", "deliveries", ["world", "version"])
    op.create_table("forgotten", Column("id", Integer, primary_key=True), Column("tally", Text, nullable=False))


def _table(name: str, *columns: "Column[object]") -> None:
    world = Column(
        "world", _NUMBER, ForeignKey("worlds.serial", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    number = Column("number", BigInteger, primary_key=True, autoincrement=False)
    op.create_table(name, world, number, *columns, Column("record", Text, nullable=False))

"""Files that were uploaded."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0003"
down_revision: str | None = "0002"

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    world = ForeignKey("worlds.serial", ondelete="CASCADE")
    op.create_table(
        "files",
        Column("world", _NUMBER, world, primary_key=True, autoincrement=False),
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        Column("record", Text, nullable=False),
    )

"""Several servers on one store: who they are, what they are sending, and when something falls due."""

from alembic import op
from sqlalchemy import BigInteger, Column, String

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    """Add the table and the columns."""
    op.create_table("servers", Column("id", String(64), primary_key=True), Column("beats", BigInteger, nullable=False))
    op.add_column("worlds", Column("due", BigInteger))
    op.create_index("worlds_by_due", "worlds", ["due"])
    op.add_column("sendings", Column("by", String(64)))
    op.create_index("sendings_by_server", "sendings", ["by"])
    # Whatever an earlier server was sending is found by nobody until its world is looked at: let that be soon.
    op.execute("UPDATE worlds SET due = 0")
